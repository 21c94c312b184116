package cluster

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"quesera/internal/stop"
	"quesera/spec"
	"quesera/spec/explore"
	"quesera/verify"
)

const usage = `quesera-cluster verifies configurations of specs with Apache Beam: each level of a search is a pipeline.
Verdicts, figures and counterexamples are those of "quesera verify"; what Spin finds is not asked.

  quesera-cluster --work FOLDER [flags] PROTOCOL...

A search that was interrupted goes on where it was, if it is asked for once more with the same FOLDER and flags.
Exit codes: 0 holds, 1 violated, 2 unusable input or usage, 3 inconclusive.

Flags, and those of Beam's runners (--runner prism, flink, spark, dataflow; --endpoint; ...):
`

// asked is the command line.
type asked struct {
	all          []verify.Check
	work, bounds string
	buckets      int
	log          string
	deep, json   bool
	timeout      time.Duration
	protocols    []string
}

// Main is a program that verifies such of these checks as its command line asks for, and on other machines does its
// part of that. It does not return.
func Main(all []verify.Check) {
	Register(all...)
	a := asked{all: all}
	flag.StringVar(&a.work, "work", "", "a `FOLDER` that all machines read and write, on any filesystem of Beam's")
	flag.StringVar(&a.bounds, "bounds", "", "the one configuration of the catalogue with these bounds, as printed")
	flag.IntVar(&a.buckets, "buckets", 16, "into how many parts a level is shared out, 1 to 65536; the successors in "+
		"one of them must fit into memory")
	flag.BoolVar(&a.deep, "deep", false, "also the configurations that take minutes")
	flag.BoolVar(&a.json, "json", false, "print one JSON object a row")
	flag.DurationVar(&a.timeout, "timeout", 0, "give up after that long, inconclusive (0: never)")
	flag.StringVar(&a.log, "log", "", "append what Beam has to say of its pipelines to this `FILE`")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	beam.Init() // a machine that was told to help stays in there
	a.protocols = flag.Args()
	code, err := logged(a)
	if err != nil {
		fmt.Fprintln(os.Stderr, "quesera-cluster:", err)
	}
	os.Exit(code)
}

// logged runs with what Beam logs, pages of it, out of the way of the verdicts.
func logged(a asked) (int, error) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if a.log != "" {
		file, err := os.OpenFile(a.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			return spec.Unusable.ExitCode(), err
		}
		defer file.Close()
		slog.SetDefault(slog.New(slog.NewTextHandler(file, nil)))
	}
	return run(a, os.Stdout, beamx.Run)
}

// run verifies what is asked for, and returns the exit code.
func run(a asked, out io.Writer, pipeline func(context.Context, *beam.Pipeline) error) (int, error) {
	checks, err := a.checks()
	if err != nil {
		return spec.Unusable.ExitCode(), err
	}
	ctx, free := stop.Context(context.Background(), a.timeout)
	defer free()
	o := verify.Options{Elsewhere: func(c verify.Check) explore.Engine {
		return &Engine{Context: ctx, Check: c.String(), Folder: a.work, Buckets: a.buckets, Run: pipeline}
	}}
	end := func() {}
	if a.json {
		o.Emit = func(r verify.Row) { verify.PrintJSON(out, r) }
	} else {
		const width = 120
		t := verify.NewTable(out, checks, width)
		o.Emit, end = t.Add, t.End
	}
	rows, err := verify.Run(ctx, checks, o)
	if err != nil {
		if errors.As(err, new(*verify.StoppedError)) {
			return spec.Worse(spec.Inconclusive, verify.Worst(rows)).ExitCode(),
				fmt.Errorf("%v: %v", err, context.Cause(ctx))
		}
		return spec.Unusable.ExitCode(), err
	}
	end()
	return verify.Worst(rows).ExitCode(), nil
}

// checks lists the configurations that are asked for.
func (a asked) checks() ([]verify.Check, error) {
	const most = 1 << 16
	switch {
	case a.buckets < 1 || a.buckets > most:
		return nil, fmt.Errorf("--buckets = %d, want 1 to %d", a.buckets, most)
	case a.timeout < 0:
		return nil, fmt.Errorf("--timeout = %v, want at least 0", a.timeout)
	case len(a.protocols) == 0:
		return nil, errors.New("want the name of a protocol")
	case a.work == "":
		return nil, errors.New("want --work, a folder that all machines read and write")
	case !strings.Contains(a.work, "://"):
		if dir, err := os.Stat(filepath.Clean(a.work)); err != nil || !dir.IsDir() {
			return nil, fmt.Errorf("--work = %q, want a folder", a.work)
		}
	}
	var some []verify.Check
	for _, name := range a.protocols {
		known := false
		for _, c := range a.all {
			if c.Protocol != name || c.System == nil || c.Fair || c.Partial { // what no engine does
				continue
			}
			known = true
			if a.bounds == c.Bounds || a.bounds == "" && (a.deep || !c.Deep) {
				some = append(some, c)
			}
		}
		if !known {
			return nil, fmt.Errorf("unknown protocol %q, want one of %s", name, strings.Join(a.known(), " "))
		}
	}
	if len(some) == 0 {
		return nil, fmt.Errorf("no configuration of %s has the bounds %q", strings.Join(a.protocols, ", "), a.bounds)
	}
	return some, nil
}

// known are the names of protocols that have specs.
func (a asked) known() (names []string) {
	for _, c := range a.all {
		if c.System != nil && !slices.Contains(names, c.Protocol) {
			names = append(names, c.Protocol)
		}
	}
	return names
}
