package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quesera/catalogue"
	"quesera/internal/child"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/oracle/trace"
	"quesera/spec"
)

const simHelp = `sim runs a group of nodes on a simulated asynchronous network, judges the run, and prints what
came of it. A seed gives one run, byte for byte. What does not hold is printed with the command
line that replays it. Runs of protocols that leave traces are also judged event by event, while they happen, by the
rules of "quesera check trace"; "judged_events" of the JSON counts the events.

--trace writes the run to a file, for "quesera check trace"; "-" is standard output, and what came of the run then
goes to standard error. A file that is there is replaced when the run is over; a run that fails leaves it alone. A
node that jumps over steps (TLC §2.4) adopts what another one knew.

--shrink makes a shorter run of one in which something is wrong, by delta debugging over its moves: it leaves out what
the breach of the same rule does not need, and prints what is left move by move, with the line that replays it. A trace
and pictures are then of that run. --replay follows such a schedule in place of the seed and the adversary.

--runs plays as many runs, with this seed and those after it, and prints those that do not hold, or with --json an
object each. ` + shardHelp + `

` + exitCodesHelp

// newSimCommand is "quesera sim": one run of a model.
func newSimCommand() *cobra.Command {
	var o simOutput
	var many simRuns
	cmd := &cobra.Command{
		Use:   "sim PROTOCOL",
		Short: "Run a model on a simulated network",
		Long:  simHelp + simProtocols(),
		Example: "  quesera sim qsc3 -n 5 -t 3 --seed 7 --rounds 20 --loss 10 --crash 1\n" +
			"  quesera sim qsc3 -n 3 -t 2 --adversary full\n" +
			"  quesera sim tlc -n 4 -t 3 --rounds 100 --trace run.jsonl\n" +
			"  quesera sim dkg -n 5 -t 3 --faults 2 --corrupt 2\n" +
			"  quesera sim beacon -n 4 -t 2 --rounds 10",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := simulated(cmd, args[0])
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("replay") {
				moves, err := sim.ParseSchedule(o.replay)
				if err != nil {
					return usageError("%v", err)
				}
				g.flags.Follow(moves)
			}
			if cmd.Flags().Changed("runs") || cmd.Flags().Changed("shard") {
				return many.play(cmd, g.flags, o)
			}
			return many.playOne(cmd, g, o)
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().BoolVar(&o.shrink, "shrink", false, "of a run in which something is wrong, show a shorter one")
	cmd.Flags().StringVar(&o.replay, "replay", "", "follow this `SCHEDULE`, as --shrink prints it")
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
		if f, _ := simFlags(p); f.Traced() || f.Logged() {
			names = append(names, p.Name)
		}
	}
	return names
}

// A game is a simulation that the command line asks for: its flags, and what makes it anew each time it is played.
type game struct {
	flags *play.Flags
	build play.Builder
}

// simulated is the simulation that the command line asks for. It refuses flags of other protocols.
func simulated(cmd *cobra.Command, name string) (game, error) {
	var names []string
	for _, p := range catalogue.Simulated() {
		if names = append(names, p.Name); p.Name != name {
			continue
		}
		f, build := simFlags(p)
		var wrong error
		cmd.Flags().Visit(func(given *pflag.Flag) {
			switch own := f.Set().Lookup(given.Name); {
			case wrong != nil || slices.Contains([]string{"json", "format", "runs", "shard", "timeout", "shrink", "replay"},
				given.Name):
			case f.Logged() && given.Name == "trace":
			case f.Traced() && slices.Contains([]string{"trace", "svg", "html"}, given.Name):
			case own == nil:
				wrong = fmt.Errorf("%s has no %s", name, nameOf(given))
			default:
				wrong = f.Set().Set(given.Name, given.Value.String())
			}
		})
		if wrong != nil {
			return game{}, usageError("sim: %v", wrong)
		}
		if _, err := f.Build(build); err != nil {
			return game{}, usageError("%v", err)
		}
		return game{f, build}, nil
	}
	last := len(names) - 1
	return game{}, usageError("sim: protocol = %q, want %s or %s",
		name, strings.Join(names[:last], ", "), names[last])
}

// simOutput is what is to be made of a run.
type simOutput struct {
	trace    string // the file for its trace; empty: none
	shrink   bool
	replay   string // the schedule to follow
	asJSON   bool
	pictures pictureFiles
}

// runSim plays the run and prints what came of it.
func runSim(cmd *cobra.Command, g game, o simOutput) error {
	out, file := cmd.OutOrStdout(), o.trace
	if file == "-" {
		out = cmd.ErrOrStderr()
	}
	if err := o.pictures.drawnFrom(file); err != nil {
		return usageError("sim: %v", err)
	} else if o.pictures.wanted() && file == "" {
		dir, remove, err := child.Folder("quesera-sim-")
		if err != nil {
			return usageError("sim: %v", err)
		}
		defer remove()
		file = filepath.Join(dir, "run.jsonl")
	}
	outcome, err := g.traced(cmd, file, o.shrink)
	switch {
	case errors.Is(err, play.ErrStopped):
		why := err.Error()
		if cause := context.Cause(cmd.Context()); cause != nil { // else a signal, which is known to who sent it
			why += ": " + cause.Error()
		}
		return exitError{code: exitInconclusive, msg: why}
	case err != nil:
		return usageError("%v", err)
	}
	if o.asJSON {
		err = outcome.PrintJSON(out)
	} else {
		err = outcome.Print(out)
	}
	if err == nil && o.pictures.wanted() {
		err = pictureRun(o.pictures, file, g.flags, outcome)
	}
	if err != nil {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, outcome.Verdict())), msg: "sim: " + err.Error()}
	}
	return exitOf(outcome.Verdict())
}

// traced plays the run, and writes its trace if there is to be one. The trace of a run that failed or was
// stopped would be judged as if the run had ended there: there is none, but for what went to standard output.
func (g game) traced(cmd *cobra.Command, name string, shrink bool) (*play.Outcome, error) {
	switch name {
	case "":
		return g.play(cmd.Context(), play.Tracing{Judge: trace.Watch}, shrink)
	case "-":
		return g.play(cmd.Context(), play.Tracing{To: cmd.OutOrStdout(), Judge: trace.Watch}, shrink)
	}
	file, err := createTrace(name)
	if err != nil {
		return nil, fmt.Errorf("sim: trace: %w", err)
	}
	defer file.discard()
	// Only now: opening a FIFO may wait for ever, and so may writing to one, which a second signal ends.
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	outcome, err := g.play(ctx, play.Tracing{To: file, Judge: trace.Watch}, shrink)
	if err != nil {
		return nil, err
	}
	if err := file.commit(); err != nil {
		return nil, fmt.Errorf("sim: trace: %w", err)
	}
	return outcome, nil
}

// The search for a shorter run ends after so many runs, or so long, whatever comes first.
const (
	shrinkRuns = 20000
	shrinkTime = 45 * time.Second
)

// play plays the run, and makes it shorter if that is wanted and something is wrong. The trace is then that of the
// shorter one.
func (g game) play(ctx context.Context, t play.Tracing, shrink bool) (*play.Outcome, error) {
	if !shrink {
		return g.once(ctx, t)
	}
	outcome, err := g.once(ctx, play.Tracing{Judge: t.Judge})
	if err != nil {
		return nil, err
	}
	if outcome.Verdict() == spec.Violated {
		search, stop := context.WithTimeout(ctx, shrinkTime)
		defer stop()
		shrunk, err := play.Shrink(search, g.flags, g.build, t, shrinkRuns)
		if err != nil || shrunk != nil {
			outcome.Shrunk(shrunk)
			return outcome, err
		}
	}
	if t.To == nil {
		return outcome, nil
	}
	return g.once(ctx, t)
}

// once plays the run.
func (g game) once(ctx context.Context, t play.Tracing) (*play.Outcome, error) {
	s, err := g.flags.Build(g.build)
	if err != nil {
		return nil, err
	}
	return play.Play(ctx, g.flags, s, t)
}
