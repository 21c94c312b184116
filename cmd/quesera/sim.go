package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// simOptions are the flags of "quesera sim".
type simOptions struct {
	protocol  string
	nodes     int
	threshold int
	witness   int
	rounds    uint32
	seed      uint64
	tickets   uint64
	pipelined bool
	adversary string
	faults    sim.Faults
	trace     string
	asJSON    bool
	unsafe    bool
	moves     uint64
}

// The defaults of --tickets, so many that ties are rare, and of --moves, which no run reaches.
const (
	defaultTickets = 1 << 40
	defaultMoves   = 1 << 40
)

// networks are the values of --adversary, with what the summary says about them.
var networks = map[string]string{
	"random":    "every packet in flight equally likely to be next",
	"uneven":    "uneven links, oblivious of contents",
	"oblivious": "delays one node's proposal a round, chosen blindly (TLC §4.8)",
	"full":      "reads lottery tickets and delays the best proposal (TLC §4.8)",
}

// newSimCommand is "quesera sim": one run of a model.
func newSimCommand() *cobra.Command {
	var o simOptions
	witness := -1
	cmd := &cobra.Command{
		Use:   "sim qsc3|tlc",
		Short: "Run a model on a simulated network",
		Long: `sim runs a group of nodes on a simulated asynchronous network and prints what they
decided. A seed gives one run, byte for byte.

Of both protocols the clock is judged, every move against what all nodes did before (model/tlc/audit): messages
are of their sender's present step, acknowledgments and certificates included (TLC §2.6); nobody reaches step
s+1 before a majority has reached s, and nothing formulated later is certified (TLC §2.8); what is certified in s is
known to all who reach s+2 (TLC §2.9). Of tlc with -w 0 only the first halves apply: there are no certificates.
Of qsc3, every decision is also held against agreement and the prefix rule (QSC3-O1 to QSC3-O3). A run of tlc ends
with the first breach; one of qsc3 goes on, to see whether nodes come to contradict each other. What does not hold
is printed with the command line that replays it.

--trace writes the run to a file, for "quesera check trace". A file that is there is replaced when the run is
over; a run that fails leaves it alone. The format has no form for a node that jumps over steps (TLC §2.4): the
trace ends just before the first jump, the run goes on, and its verdict is at best inconclusive.

` + exitCodesHelp,
		Example: "  quesera sim qsc3 -n 5 -t 3 --seed 7 --rounds 20 --loss 10 --crash 1\n" +
			"  quesera sim qsc3 -n 3 -t 2 --adversary full\n" +
			"  quesera sim tlc -n 4 -t 3 --rounds 100 --trace run.jsonl",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.protocol, o.witness = args[0], witness
			if !cmd.Flags().Changed("witness") {
				o.witness = o.threshold
			}
			if err := o.check(); err != nil {
				return err
			}
			return runSim(cmd, o)
		},
	}
	f := cmd.Flags()
	f.IntVarP(&o.nodes, "nodes", "n", 3, "number of nodes")
	f.IntVarP(&o.threshold, "threshold", "t", 2, "message threshold t_m, and witness threshold unless --witness is given")
	f.IntVarP(&witness, "witness", "w", 0, "witness threshold t_w; 0 is unwitnessed (default: the value of -t)")
	f.Uint32Var(&o.rounds, "rounds", 20, "rounds to play; for tlc: steps")
	f.Uint64Var(&o.seed, "seed", 1, "seed of every choice")
	f.Uint64Var(&o.tickets, "tickets", defaultTickets, "number of different lottery tickets; few make ties likely")
	f.BoolVar(&o.pipelined, "pipelined", false, "start a round at every step (TLC §4.11)")
	f.StringVar(&o.adversary, "adversary", "random", "who orders the packets: random, uneven, oblivious, full")
	f.IntVar(&o.faults.Loss, "loss", 0, "percent of packets lost")
	f.IntVar(&o.faults.Duplicate, "duplicate", 0, "percent of packets that arrive twice")
	f.IntVar(&o.faults.Partitions, "partition", 0, "how often the group splits in two and heals, at most")
	f.IntVar(&o.faults.Crashes, "crash", 0, "how many nodes crash, at most")
	f.StringVar(&o.trace, "trace", "", "write the run to this file (docs/TRACE-FORMAT.md)")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	f.BoolVar(&o.unsafe, "unsafe", false, "allow thresholds outside the safe range (TLC §2.7)")
	f.Uint64Var(&o.moves, "moves", defaultMoves, "give up after so many moves of the network")
	return cmd
}

// thresholds are the parameters of TLC.
func (o simOptions) thresholds() tlc.Thresholds {
	return tlc.Thresholds{Nodes: o.nodes, Message: o.threshold, Witness: o.witness, Unwitnessed: o.witness == 0}
}

// config is the configuration of QSC3.
func (o simOptions) config() qsc3.Config {
	return qsc3.Config{Thresholds: o.thresholds(), Pipelined: o.pipelined, Tickets: o.tickets}
}

// check refuses a command line that makes no sense, and unsafe thresholds.
func (o simOptions) check() error {
	if o.protocol != "qsc3" && o.protocol != "tlc" {
		return usageError("sim: protocol = %q, want qsc3 or tlc", o.protocol)
	}
	if _, known := networks[o.adversary]; !known {
		return usageError("sim: adversary = %q, want random, uneven, oblivious or full", o.adversary)
	}
	if o.protocol == "tlc" && (o.pipelined || o.adversary == "full" || o.adversary == "oblivious") {
		return usageError("sim: tlc has no rounds and no tickets: --pipelined and the adversaries oblivious and full are for qsc3")
	}
	if o.rounds < 1 || o.rounds > 1<<29 {
		return usageError("sim: rounds = %d, want 1..%d", o.rounds, 1<<29)
	}
	if o.tickets < 1 || o.tickets > 1<<60 {
		return usageError("sim: tickets = %d, want 1..2^60", o.tickets)
	}
	if err := o.thresholds().Validate(); err != nil {
		return usageError("sim: %v", err)
	}
	if err := o.faults.Validate(o.nodes); err != nil {
		return usageError("%v", err)
	}
	safe := o.thresholds()
	if o.protocol == "tlc" && o.witness == 0 {
		safe.Witness, safe.Unwitnessed = safe.Message, false // unwitnessed TLC is a protocol of its own right (TLC §2.2)
	}
	if err := safe.Safe(o.faults.Crashes, 0); err != nil && !o.unsafe {
		return usageError("sim: %v; --unsafe runs it all the same", err)
	}
	return nil
}

// replay is the command line that plays the run once more, without what does not change it.
func (o simOptions) replay() string {
	words := fmt.Sprintf("quesera sim %s -n %d -t %d -w %d --seed %d --rounds %d --adversary %s",
		o.protocol, o.nodes, o.threshold, o.witness, o.seed, o.rounds, o.adversary)
	for _, f := range []struct {
		flag           string
		value, without uint64
	}{
		{"loss", uint64(o.faults.Loss), 0},
		{"duplicate", uint64(o.faults.Duplicate), 0},
		{"partition", uint64(o.faults.Partitions), 0},
		{"crash", uint64(o.faults.Crashes), 0},
		{"tickets", o.tickets, defaultTickets},
		{"moves", o.moves, defaultMoves},
	} {
		if f.value != f.without {
			words += fmt.Sprintf(" --%s %d", f.flag, f.value)
		}
	}
	if o.pipelined {
		words += " --pipelined"
	}
	if o.unsafe {
		words += " --unsafe"
	}
	return words
}

// ordering is the adversary that the flags name; nil: every packet is equally likely.
func (o simOptions) ordering() sim.Adversary {
	switch o.adversary {
	case "uneven":
		return sim.Uneven(o.nodes)
	case "oblivious":
		return qsc3.BlindSpoiler(o.config())
	case "full":
		return qsc3.Spoiler(o.config())
	}
	return nil
}

// runSim plays the run and prints what came of it.
func runSim(cmd *cobra.Command, o simOptions) error {
	report, err := traceSim(cmd.Context(), o)
	switch {
	case errors.Is(err, errStopped):
		return exitError{code: exitInconclusive, msg: err.Error()}
	case err != nil:
		return usageError("%v", err)
	}
	if o.asJSON {
		err = report.printJSON(cmd.OutOrStdout())
	} else {
		err = report.print(cmd.OutOrStdout())
	}
	if err != nil {
		return fmt.Errorf("sim: %w", err)
	}
	return exitWith(report.code)
}

// errStopped is the end of a run that was told to stop.
var errStopped = errors.New("sim: stopped")

// traceSim plays the run, and writes its trace if there is to be one. The trace of a run that failed or was
// stopped would be judged as if the run had ended there: there is none.
func traceSim(ctx context.Context, o simOptions) (simReport, error) {
	if o.trace == "" {
		return playSim(ctx, o, nil)
	}
	file, err := createTrace(o.trace)
	if err != nil {
		return simReport{}, fmt.Errorf("sim: trace: %w", err)
	}
	defer file.discard()
	// Only now: opening a FIFO may wait for ever, and so may writing to one, which a second signal ends.
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	report, err := playSim(ctx, o, file)
	if err != nil {
		return report, err
	}
	if err := file.commit(); err != nil {
		return report, fmt.Errorf("sim: trace: %w", err)
	}
	return report, nil
}
