//go:build !js

package verify

import (
	"fmt"
	"strings"

	"quesera/internal/picture"
	"quesera/spec"
)

// Diagram draws a run: each action in a row of its own, with lines from the nodes that it names. Which events of theirs
// it follows from a spec does not say. Wrong is the property that fails in the end; empty: none does.
func (s *Story) Diagram(title, wrong string) *picture.Diagram {
	if s.Drawn != nil {
		return s.Drawn
	}
	d := &picture.Diagram{Title: title, Rows: true, Legend: map[picture.Kind]string{
		picture.Sent: "an action, with lines from the nodes that it names", picture.Wrong: "leads to the failure"}}
	for n := range s.Nodes {
		d.Nodes = append(d.Nodes, fmt.Sprintf("node %d", n))
	}
	network := -1 // the line of what no node does
	for _, m := range s.Moves {
		if !m.Acts && network < 0 {
			network = len(d.Nodes)
			d.Nodes = append(d.Nodes, "network")
		}
	}
	for i, m := range s.Moves {
		e := picture.Event{Node: network, Kind: picture.Sent, Mark: m.Name, Says: s.Says[i]}
		if m.Acts {
			e.Node = int(m.Node)
		}
		if e.Says == "" {
			e.Says = s.Steps[i]
		}
		if i == len(s.Moves)-1 && wrong != "" {
			e.Kind, e.Mark = picture.Wrong, wrong
		}
		for n := range s.Nodes {
			if n != e.Node && m.Others.Has(spec.NodeID(n)) {
				e.With = append(e.With, n)
			}
		}
		d.Events = append(d.Events, e)
	}
	return d
}

// NewReport is a page with all rows, and the runs of those that have one.
func NewReport(rows []Row) *picture.Report {
	count := map[spec.Verdict]int{}
	table := picture.Table{Caption: "Verdicts", Filters: []string{"Protocol", "Verdict", "Technique"},
		Head: []string{"Protocol", "Property", "Verdict", "Bounds", "Technique", "States", "Transitions", "Mattered", "Time",
			"Engine", "Claim"}}
	report := &picture.Report{Title: "Verification", Verdict: Worst(rows).String()}
	for _, r := range rows {
		count[r.Verdict]++
		cells := r.cells()
		table.Rows = append(table.Rows, []string{r.Protocol, r.Property, r.Verdict.String(), r.Bounds, r.Technique,
			cells.states, cells.transitions, cells.mattered, cells.took, r.Engine, cells.claim})
		if r.story != nil {
			report.Runs = append(report.Runs, r.run())
		}
	}
	report.Tables = []picture.Table{table}
	report.Summary = fmt.Sprintf("%d hold, %d violated, %d inconclusive or not run. A verdict covers the bounds "+
		"in its "+
		"row and no more.", count[spec.Holds], count[spec.Violated], count[spec.Inconclusive]+count[spec.NotRun])
	return report
}

// run is the run of a row, drawn.
func (r Row) run() picture.Run {
	title := fmt.Sprintf("%s %s, %s", r.Protocol, r.Property, r.Bounds)
	return picture.Run{Title: fmt.Sprintf("%s: a shortest run, %d actions", title, len(r.Run)),
		Wrong: fmt.Sprintf("%s (%s): %s", r.Property, r.Section, r.Claim), Diagram: r.story.Diagram(title, r.Property),
		End: r.End, Replay: r.Replay}
}

// Picture is the run of the first row that has one, with what is wrong in it; nil if none has.
func Picture(rows []Row) (d *picture.Diagram, wrong string) {
	for _, r := range rows {
		if r.story != nil {
			run := r.run()
			return run.Diagram, strings.TrimSpace(run.Wrong)
		}
	}
	return nil, ""
}

// Wrong is an invariant that fails at the end of the run, with what it claims; "" if all that fail do so before.
func (r *Replay) Wrong() (id, claim string) {
	for _, s := range r.Shown {
		if s.Kind == spec.Invariant && s.Depth == len(r.Steps) {
			return s.ID, fmt.Sprintf("%s (%s): %s", s.ID, s.Section, s.Text)
		}
	}
	return "", ""
}
