package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quesera/catalogue"
	"quesera/internal/child"
	"quesera/model/sim/play"
	"quesera/oracle/trace"
	"quesera/spec"
)

// newSimCommand is "quesera sim": one run of a model.
func newSimCommand() *cobra.Command {
	var o simOutput
	var many simRuns
	cmd := &cobra.Command{
		Use:   "sim PROTOCOL",
		Short: "Run a model on a simulated network",
		Long: `sim runs a group of nodes on a simulated asynchronous network, judges the run, and prints what
came of it. A seed gives one run, byte for byte. What does not hold is printed with the command
line that replays it. Runs of protocols that leave traces are also judged event by event, while they happen, by the
rules of "quesera check trace"; "judged_events" of the JSON counts the events.

--trace writes the run to a file, for "quesera check trace"; "-" is standard output, and what came of the run then
goes to standard error. A file that is there is replaced when the run is over; a run that fails leaves it alone. A
node that jumps over steps (TLC §2.4) adopts what another one knew.

--runs plays as many runs, with this seed and those after it, and prints those that do not hold, or with --json an
object each. ` + shardHelp + `

` + exitCodesHelp + simProtocols(),
		Example: "  quesera sim qsc3 -n 5 -t 3 --seed 7 --rounds 20 --loss 10 --crash 1\n" +
			"  quesera sim qsc3 -n 3 -t 2 --adversary full\n" +
			"  quesera sim tlc -n 4 -t 3 --rounds 100 --trace run.jsonl\n" +
			"  quesera sim dkg -n 5 -t 3 --faults 2 --corrupt 2\n" +
			"  quesera sim beacon -n 4 -t 2 --rounds 10",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, s, err := simulated(cmd, args[0])
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("runs") || cmd.Flags().Changed("shard") {
				return many.play(cmd, f, o)
			}
			return many.playOne(cmd, f, s, o)
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&o.trace, "trace", "", "write the run to this file (docs/TRACE-FORMAT.md), of "+
		strings.Join(tracedProtocols(), ", "))
	pictureFlags(cmd, &o.pictures, "draw the beginning of the run into this `FILE`, as SVG, or what is wrong in it",
		"write a page with the run into this `FILE`")
	formatFlags(cmd, &o.asJSON, object, "print one JSON object")
	many.flags(cmd)
	completing(cmd, catalogue.Simulated(), false)
	for _, p := range catalogue.Simulated() {
		f, _ := simFlags(p)
		f.Set().VisitAll(func(own *pflag.Flag) {
			if own.Hidden = true; cmd.Flags().Lookup(own.Name) == nil { // simProtocols describes it
				cmd.Flags().AddFlag(own)
			}
		})
	}
	return cmd
}

// simFlags are the flags of a protocol's simulation, and what builds it.
func simFlags(p catalogue.Protocol) (*play.Flags, func() (play.Simulation, error)) {
	f := play.NewFlags(p.Name)
	return f, p.Simulate(f)
}

// simProtocols describes the protocols and their flags.
func simProtocols() string {
	text := ""
	for _, p := range catalogue.Simulated() {
		f, _ := simFlags(p)
		text += fmt.Sprintf("\n\n%s: %s (%s)\n%s\n%s", p.Name, p.Title, p.Section, f.Judged, f.Usages())
	}
	return text
}

// tracedProtocols are those whose runs can leave a trace.
func tracedProtocols() []string {
	var names []string
	for _, p := range catalogue.Simulated() {
		if f, _ := simFlags(p); f.Traced() {
			names = append(names, p.Name)
		}
	}
	return names
}

// simulated is the simulation that the command line asks for, with its flags. It refuses flags of other protocols.
func simulated(cmd *cobra.Command, name string) (*play.Flags, play.Simulation, error) {
	var names []string
	for _, p := range catalogue.Simulated() {
		if names = append(names, p.Name); p.Name != name {
			continue
		}
		f, build := simFlags(p)
		var wrong error
		cmd.Flags().Visit(func(given *pflag.Flag) {
			switch own := f.Set().Lookup(given.Name); {
			case wrong != nil || slices.Contains([]string{"json", "format", "runs", "shard", "timeout"}, given.Name):
			case f.Traced() && slices.Contains([]string{"trace", "svg", "html"}, given.Name):
			case own == nil:
				wrong = fmt.Errorf("%s has no %s", name, nameOf(given))
			default:
				wrong = f.Set().Set(given.Name, given.Value.String())
			}
		})
		if wrong != nil {
			return nil, nil, usageError("sim: %v", wrong)
		}
		s, err := f.Build(build)
		if err != nil {
			return nil, nil, usageError("%v", err)
		}
		return f, s, nil
	}
	last := len(names) - 1
	return nil, nil, usageError("sim: protocol = %q, want %s or %s",
		name, strings.Join(names[:last], ", "), names[last])
}

// simOutput is what is to be made of a run.
type simOutput struct {
	trace    string // the file for its trace; empty: none
	asJSON   bool
	pictures pictureFiles
}

// runSim plays the run and prints what came of it.
func runSim(cmd *cobra.Command, f *play.Flags, s play.Simulation, o simOutput) error {
	out, file := cmd.OutOrStdout(), o.trace
	if file == "-" {
		out = cmd.ErrOrStderr()
	}
	if o.pictures.wanted() && file == "-" {
		return usageError("sim: --svg and --html read the trace again: want --trace with a file, or without")
	} else if o.pictures.wanted() && file == "" {
		dir, remove, err := child.Folder("quesera-sim-")
		if err != nil {
			return usageError("sim: %v", err)
		}
		defer remove()
		file = filepath.Join(dir, "run.jsonl")
	}
	outcome, err := traceSim(cmd.Context(), f, s, file, cmd.OutOrStdout())
	switch {
	case errors.Is(err, play.ErrStopped):
		return exitError{code: exitInconclusive, msg: err.Error()}
	case err != nil:
		return usageError("%v", err)
	}
	if o.asJSON {
		err = outcome.PrintJSON(out)
	} else {
		err = outcome.Print(out)
	}
	if err == nil && o.pictures.wanted() {
		err = pictureRun(o.pictures, file, f, outcome)
	}
	if err != nil {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, outcome.Verdict())), msg: "sim: " + err.Error()}
	}
	return exitOf(outcome.Verdict())
}

// traceSim plays the run, and writes its trace if there is to be one. The trace of a run that failed or was
// stopped would be judged as if the run had ended there: there is none, but for what went to standard output.
func traceSim(ctx context.Context, f *play.Flags, s play.Simulation, name string, stdout io.Writer) (*play.Outcome,
	error) {
	switch name {
	case "":
		return play.Play(ctx, f, s, play.Tracing{Judge: trace.Watch})
	case "-":
		return play.Play(ctx, f, s, play.Tracing{To: stdout, Judge: trace.Watch})
	}
	file, err := createTrace(name)
	if err != nil {
		return nil, fmt.Errorf("sim: trace: %w", err)
	}
	defer file.discard()
	// Only now: opening a FIFO may wait for ever, and so may writing to one, which a second signal ends.
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	outcome, err := play.Play(ctx, f, s, play.Tracing{To: file, Judge: trace.Watch})
	if err != nil {
		return nil, err
	}
	if err := file.commit(); err != nil {
		return nil, fmt.Errorf("sim: trace: %w", err)
	}
	return outcome, nil
}
