package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"quesera/model"
)

// print writes the summary for people.
func (r *simReport) print(out io.Writer) error {
	var b strings.Builder
	o := r.options
	fmt.Fprintf(&b, "%s: n=%d t_m=%d t_w=%d, seed %d\n", o.protocol, o.nodes, o.threshold, o.witness, o.seed)
	fmt.Fprintf(&b, "network: %s", networks[o.adversary])
	if f := o.faults; f.Loss+f.Duplicate+f.Partitions+f.Crashes > 0 {
		fmt.Fprintf(&b, "; %d%% lost, %d%% twice, up to %d partitions and %d crashes", f.Loss, f.Duplicate, f.Partitions, f.Crashes)
	}
	b.WriteString("\n\n")
	if o.protocol == "qsc3" {
		r.printRounds(&b)
	}
	fmt.Fprintf(&b, "%d moves; all live nodes reached step %d", r.moves, r.steps)
	if !r.crashed.Empty() {
		fmt.Fprintf(&b, "; crashed: %v", r.crashed)
	}
	if r.jumps > 0 {
		fmt.Fprintf(&b, "; %d jumps, %d decisions missed by them", r.jumps, r.missed)
	}
	if r.unjudged > 0 {
		fmt.Fprintf(&b, "; %d late decisions not compared", r.unjudged)
	}
	b.WriteByte('\n')
	if r.cut.end.Known {
		fmt.Fprintln(&b, r.cut)
	}
	b.WriteString(verdictOf(r.code))
	if r.message != "" {
		fmt.Fprintf(&b, ": %s", r.message)
	}
	b.WriteByte('\n')
	for _, also := range r.breaches[min(1, len(r.breaches)):] {
		fmt.Fprintf(&b, "and: %s\n", also.Message)
	}
	if r.code != exitHolds && r.message != cutMessage { // without --trace the run is whole
		fmt.Fprintf(&b, "replay: %s\n", o.replay())
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// printRounds writes a line for each of the first rounds, and how often who saw a commit.
func (r *simReport) printRounds(b *strings.Builder) {
	w := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "round\tchosen proposal\tcommitted by")
	for round, line := range r.shown {
		var chosen []string
		for _, node := range slices.Sorted(maps.Keys(line.choosers)) {
			chosen = append(chosen, fmt.Sprintf("node %d's by %v", node, line.choosers[node]))
		}
		fmt.Fprintf(w, "%d\t%s\t%s\n", round, strings.Join(chosen, ", "), orNobody(line.committed))
	}
	w.Flush()
	if uint32(len(r.shown)) < r.options.rounds {
		fmt.Fprintf(b, "…\n")
	}
	fmt.Fprintf(b, "\n%d decisions, %.1f%% of them commits; commits by node: %v\n", r.decisions, 100*r.rate(), r.committed)
}

func orNobody(s model.NodeSet) string {
	if s.Empty() {
		return "nobody"
	}
	return s.String()
}

// verdictOf names an exit code.
func verdictOf(code exitCode) string {
	return [...]string{exitHolds: "holds", exitViolated: "violated", exitUnusable: "unusable", exitInconclusive: "inconclusive"}[code]
}

// simJSON is the summary as one JSON object: the settings, what came of the run, and the verdict.
type simJSON struct {
	Protocol  string `json:"protocol"`
	Nodes     int    `json:"nodes"`
	Message   int    `json:"message_threshold"`
	Witness   int    `json:"witness_threshold"`
	Seed      uint64 `json:"seed"`
	Rounds    uint32 `json:"rounds"`
	Adversary string `json:"adversary"`
	Loss      int    `json:"loss"`
	Duplicate int    `json:"duplicate"`
	Partition int    `json:"partition"`
	Crash     int    `json:"crash"`
	Tickets   uint64 `json:"tickets"`
	Pipelined bool   `json:"pipelined"`
	MoveLimit uint64 `json:"move_limit"`
	Unsafe    bool   `json:"unsafe"`
	Replay    string `json:"replay"` // the command line that plays the run once more

	Verdict  string      `json:"verdict"`
	Reason   string      `json:"message"`
	Breaches []simBreach `json:"breaches"`

	Steps     uint64      `json:"steps"`
	Moves     uint64      `json:"moves"`
	Decisions int         `json:"decisions"`
	Commits   []int       `json:"commits_by_node"`
	Rate      float64     `json:"commit_rate"`
	Jumps     int         `json:"jumps"`
	Missed    int         `json:"missed_decisions"`
	Unjudged  int         `json:"unjudged_decisions"`
	Crashed   int         `json:"crashed"`
	TraceEnd  *simCutJSON `json:"trace_end"` // null: the trace, if there is one, is whole
}

// printJSON writes the summary as one JSON object.
func (r *simReport) printJSON(out io.Writer) error {
	o := r.options
	return json.NewEncoder(out).Encode(simJSON{
		Protocol: o.protocol, Nodes: o.nodes, Message: o.threshold, Witness: o.witness, Seed: o.seed, Rounds: o.rounds,
		Adversary: o.adversary, Loss: o.faults.Loss, Duplicate: o.faults.Duplicate, Partition: o.faults.Partitions,
		Crash: o.faults.Crashes, Tickets: o.tickets, Pipelined: o.pipelined, MoveLimit: o.moves, Unsafe: o.unsafe, Replay: o.replay(),

		Verdict: verdictOf(r.code), Reason: r.message, Breaches: append([]simBreach{}, r.breaches...),

		Steps: uint64(r.steps), Moves: r.moves, Decisions: r.decisions, Commits: r.committed, Rate: r.rate(),
		Jumps: r.jumps, Missed: r.missed, Unjudged: r.unjudged, Crashed: r.crashed.Len(), TraceEnd: r.cut.json(),
	})
}

// simCutJSON is simCut as JSON.
type simCutJSON struct {
	Move uint64       `json:"move"`
	Node model.NodeID `json:"node"`
	From model.Step   `json:"from"`
	To   model.Step   `json:"to"`
}

func (c simCut) json() *simCutJSON {
	if !c.end.Known {
		return nil
	}
	return &simCutJSON{c.move, c.end.Node, c.end.From, c.end.To}
}
