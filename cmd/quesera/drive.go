package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/internal/child"
	"quesera/model/sim/play"
	"quesera/oracle/drive"
	"quesera/spec"
)

// newDriveCommand is "quesera drive": a run of nodes that are programs of somebody else's.
func newDriveCommand() *cobra.Command {
	d := &driving{flags: play.NewFlags("drive"), pool: &drive.Pool{}}
	d.build = drive.Define(d.flags, d.pool, catalogue.TraceFormats())
	cmd := &cobra.Command{
		Use:   "drive [flags] -- PROGRAM [ARGUMENT...]",
		Short: "Run a group of nodes that are programs of yours, and judge every step",
		Long: `drive starts a process of the program for each node of a group, is the network between them, and holds
every step of every node against TLC and QSC3 at once. A node reads what happens to it from standard input, a JSON
object a line, and writes what it does to standard output (docs/ORACLE.md; examples/clients has whole nodes).

The network, its faults and the order of all that happens come from the seed, as in "quesera sim". The first step that
is wrong ends the run: it is shown with the state of the node and what was expected of it, and then a shorter run to the
same failure, move by move, with the line that replays it. --no-shrink leaves that out.

--record FILE writes all that went to and fro; --replay FILE plays such a session once more. --trace FILE writes the
trace, as "quesera check trace" reads it. Of a failure both are of the shorter run, and so are the pictures of --svg and
--html, which show the step that is wrong, too.

A node that does not answer in time, ends, or writes what is no message cannot be judged (exit code 2). All processes
end with quesera, and all that they started.

` + exitCodesHelp,
		Example: "  quesera drive -n 3 -t 2 --seed 1 --rounds 5 -- python3 examples/clients/python/node.py\n" +
			"  quesera drive -n 5 -t 3 --loss 10 --restart 3 --record session.jsonl -- ./my-node\n" +
			"  quesera drive --replay session.jsonl -- ./my-node",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.ArgsLenAtDash() != 0 || len(args) == 0 {
				return usageError("drive: want -- and the program behind the flags, see \"quesera drive --help\"")
			}
			return d.run(cmd, args)
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().AddFlagSet(d.flags.Set())
	cmd.Flags().DurationVar(&d.pool.Deadline, "deadline", 5*time.Second, "how long a node may take for one input")
	cmd.Flags().BoolVar(&d.long, "no-shrink", false, "show no shorter run to the same failure")
	cmd.Flags().StringVar(&d.replay, "replay", "", "follow this `SCHEDULE`, or the one of this file of --record")
	cmd.Flags().StringVar(&d.record, "record", "", "write all that goes to and fro to this `FILE`")
	cmd.Flags().StringVar(&d.trace, "trace", "", "write the trace to this `FILE` (docs/TRACE-FORMAT.md)")
	pictureFlags(cmd, &d.pictures, "draw the beginning of the run into this `FILE`, as SVG, or what is wrong in it",
		"write a page with the run into this `FILE`")
	timeoutFlag(cmd, &d.timeout)
	formatFlags(cmd, &d.asJSON, object, "print one JSON object")
	return cmd
}

// driving is what the command line asks for.
type driving struct {
	flags   *play.Flags
	pool    *drive.Pool
	build   play.Builder
	long    bool   // no shorter run
	replay  string // a schedule, or a file with one
	record  string // files; empty: none
	trace   string
	timeout time.Duration
	asJSON  bool

	pictures pictureFiles
	last     *play.Outcome // of the run that was played last, of which trace and record are
}

// run plays the run and prints what came of it.
func (d *driving) run(cmd *cobra.Command, args []string) error {
	if d.pool.Deadline <= 0 {
		return usageError("drive: --deadline = %v, want more than 0", d.pool.Deadline)
	}
	d.pool.Args = args
	d.flags.PlayedBy("quesera drive", " -- "+quoted(args))
	if cmd.Flags().Changed("replay") {
		if err := d.follow(); err != nil {
			return usageError("drive: %v", err)
		}
	}
	if _, err := d.flags.Build(d.build); err != nil {
		return usageError("%s", strings.Replace(err.Error(), "sim: ", "drive: ", 1))
	}
	remove, err := d.traceForPictures()
	if err != nil {
		return usageError("drive: %v", err)
	}
	defer remove()
	ctx, stop, err := stoppable(cmd, d.timeout)
	if err != nil {
		return err
	}
	defer stop()
	if err := d.pool.Open(ctx); err != nil {
		return usageError("drive: %v", err)
	}
	defer d.pool.Close()
	outcome, err := d.play(ctx)
	switch {
	case errors.Is(err, play.ErrStopped):
		return exitError{code: exitInconclusive, msg: fmt.Sprintf("drive: stopped: %v", context.Cause(ctx))}
	case err != nil:
		return usageError("%v", err)
	}
	if d.asJSON {
		err = outcome.PrintJSON(cmd.OutOrStdout())
	} else {
		err = outcome.Print(cmd.OutOrStdout())
	}
	if err == nil && d.pictures.wanted() {
		err = d.pictureDriven(d.trace)
	}
	if err != nil {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, outcome.Verdict())), msg: "drive: " + err.Error()}
	}
	return exitOf(outcome.Verdict())
}

// traceForPictures has the run leave a trace if it is to be drawn. It is removed in the end, if nobody asked for it.
func (d *driving) traceForPictures() (remove func(), err error) {
	if !d.pictures.wanted() || d.trace != "" {
		return func() {}, d.pictures.drawnFrom(d.trace)
	}
	dir, remove, err := child.Folder("quesera-drive-")
	d.trace = filepath.Join(dir, "run.jsonl")
	return remove, err
}

// play plays the run, and a shorter one if something is wrong in it.
func (d *driving) play(ctx context.Context) (*play.Outcome, error) {
	d.pool.Fresh = true
	outcome, err := d.once(ctx)
	if err != nil || outcome.Verdict() != spec.Violated || d.long {
		return outcome, err
	}
	for _, fresh := range []bool{false, true} {
		again, err := d.shrink(ctx, fresh, outcome)
		if again || err != nil {
			return outcome, err
		}
	}
	return outcome, nil
}

// shrink adds a shorter run to the outcome of a run. In one that was found with processes that had begun anew
// something may be wrong only because they had; it is false if so.
func (d *driving) shrink(ctx context.Context, fresh bool, outcome *play.Outcome) (same bool, err error) {
	d.pool.Fresh = fresh
	search, stop := context.WithTimeout(ctx, shrinkTime/2)
	defer stop()
	shrunk, err := play.Shrink(search, d.flags, d.build, play.Tracing{}, shrinkRuns)
	if err != nil || shrunk == nil {
		return false, err
	}
	d.pool.Fresh = true
	confirmed, err := d.once(ctx)
	if err != nil || !shrunk.Same(confirmed) {
		return false, err
	}
	outcome.Shrunk(shrunk)
	return true, nil
}

// once plays one run, with its trace and its record if they are wanted.
func (d *driving) once(ctx context.Context) (*play.Outcome, error) {
	s, err := d.flags.Build(d.build)
	if err != nil {
		return nil, err
	}
	var files []*traceFile
	for _, name := range []string{d.trace, d.record} {
		if name == "" {
			files = append(files, nil)
			continue
		}
		file, err := createTrace(name)
		if err != nil {
			return nil, fmt.Errorf("drive: %w", err)
		}
		defer file.discard()
		files = append(files, file)
	}
	t := play.Tracing{}
	if files[0] != nil {
		t.To = files[0]
	}
	var session *recorder
	if files[1] != nil {
		session = newRecorder(files[1], d)
		defer session.stop()
	}
	outcome, err := play.Play(ctx, d.flags, s, t)
	if err != nil && session != nil { // what a node did before it failed is what its maker wants to see
		session.end(err.Error())
		return nil, errors.Join(err, files[1].commit())
	}
	if err != nil {
		return nil, err
	}
	d.last = outcome
	if session != nil {
		session.end(outcome.Verdict().String())
	}
	for _, file := range files {
		if file != nil {
			err = errors.Join(err, file.commit())
		}
	}
	return outcome, err
}

// quoted are arguments as a shell takes them.
func quoted(args []string) string {
	words := make([]string, len(args))
	for k, a := range args {
		if words[k] = a; a == "" || strings.ContainsAny(a, " \t\n'\"\\$`!*?[](){}<>|&;#~") {
			words[k] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
