// Package picture draws space-time diagrams, as SVG, and reports that show them, as HTML that needs no other file. It
// knows no protocol: whoever knows one says what the events are.
//
// Time goes down, nodes are vertical lines, messages are arrows, and the steps of a node are bands along its line. What
// an event is can be told by its shape and by its words, never by its colour alone.
package picture

import (
	"fmt"
	"slices"
)

// A Kind of event is what shape it has.
type Kind uint8

const (
	Plain    Kind = iota // something received, or an action
	Sent                 // a message of its own: a ring
	Marked               // one that came to be witnessed: a disc
	Witness              // that it is witnessed is announced: a diamond
	Advanced             // the node enters a step: a bar
	Chosen               // a decision: a square
	Commit               // a decision that is seen committed: a square with a frame
	Wrong                // what broke a rule: a cross
)

// names of the kinds, for classes and legends.
var names = [...]string{"plain", "sent", "marked", "witness", "advanced", "chosen", "commit", "wrong"}

func (k Kind) String() string { return names[k] }

// An Event is something that a node does.
type Event struct {
	Node int
	Kind Kind
	Says string // one sentence
	Mark string // a few letters beside the shape; may be empty
	Band string // not empty: from here on the node is in the band of that name
	Line int    // where it stands in a file; 0: nowhere
	Step int    // in which step its node is
	With []int  // other nodes that it is about, of which no event is known to be meant
	// Minor events are those that Major leaves out: they matter for what depends on what, and would crowd the picture.
	Minor bool
}

// An Arrow is a message from one event to a later one.
type Arrow struct {
	From, To int // indices of events
	Faint    bool
}

// A Diagram is a run. Each event comes after those that it follows from.
type Diagram struct {
	Title  string
	Nodes  []string // their names, in order
	Events []Event
	Arrows []Arrow
	Legend map[Kind]string // what the shapes stand for here, of those that occur
	Rows   bool            // each event has a row of its own, because their order is all that is known
}

// Past is the diagram without the events on which event k does not depend: those of its node before it, those that
// their messages came from, and so on.
func (d *Diagram) Past(k int) *Diagram {
	keep := d.past(k)
	return d.only(func(i int) bool { return keep[i] })
}

// past tells for each event whether k depends on it.
func (d *Diagram) past(k int) []bool {
	keep := make([]bool, len(d.Events))
	keep[k] = true
	into := map[int][]int{}
	for _, a := range d.Arrows {
		into[a.To] = append(into[a.To], a.From)
	}
	busy := make([]bool, len(d.Nodes)) // nodes of which an event was kept: all before it are
	for i := k; i >= 0; i-- {
		if !keep[i] && !busy[d.Events[i].Node] {
			continue
		}
		keep[i], busy[d.Events[i].Node] = true, true
		for _, from := range into[i] {
			keep[from] = true
		}
	}
	return keep
}

// Since is the diagram without what happens before a step.
func (d *Diagram) Since(step int) *Diagram {
	return d.only(func(i int) bool { return d.Events[i].Step >= step })
}

// Last is the diagram with its last n events alone.
func (d *Diagram) Last(n int) *Diagram {
	first := max(0, len(d.Events)-n)
	bands := make([]string, len(d.Nodes))
	for _, e := range d.Events[:first] {
		if e.Band != "" {
			bands[e.Node] = e.Band
		}
	}
	last := d.only(func(i int) bool { return i >= first })
	for i := range last.Events { // a node goes on in the band in which it was
		if e := &last.Events[i]; bands[e.Node] != "" {
			if e.Band == "" {
				e.Band = bands[e.Node]
			}
			bands[e.Node] = ""
		}
	}
	return last
}

// Major is the diagram without its minor events.
func (d *Diagram) Major() *Diagram { return d.only(func(i int) bool { return !d.Events[i].Minor }) }

// Between is the diagram without those of its minor events that only concern the node itself: no message from or to
// another node.
func (d *Diagram) Between() *Diagram {
	crosses := make([]bool, len(d.Events))
	for _, a := range d.Arrows {
		if d.Events[a.From].Node != d.Events[a.To].Node {
			crosses[a.From], crosses[a.To] = true, true
		}
	}
	return d.only(func(i int) bool { return crosses[i] || !d.Events[i].Minor })
}

// First is the diagram with its first n events alone.
func (d *Diagram) First(n int) *Diagram { return d.only(func(i int) bool { return i < n }) }

// only is the diagram with some of its events, and the arrows between them.
func (d *Diagram) only(keep func(int) bool) *Diagram {
	part := *d
	part.Events, part.Arrows = nil, nil
	place := make([]int, len(d.Events))
	for i, e := range d.Events {
		if place[i] = -1; keep(i) {
			place[i] = len(part.Events)
			part.Events = append(part.Events, e)
		}
	}
	for _, a := range d.Arrows {
		if from, to := place[a.From], place[a.To]; from >= 0 && to >= 0 {
			part.Arrows = append(part.Arrows, Arrow{from, to, a.Faint})
		}
	}
	return &part
}

// check refuses what cannot be drawn, which is a mistake of the caller.
func (d *Diagram) check() error {
	for i, e := range d.Events {
		if e.Node < 0 || e.Node >= len(d.Nodes) {
			return fmt.Errorf("picture: node of event %d = %d, want 0 to %d", i, e.Node, len(d.Nodes)-1)
		}
		for _, n := range e.With {
			if n < 0 || n >= len(d.Nodes) {
				return fmt.Errorf("picture: event %d is with node %d, want 0 to %d", i, n, len(d.Nodes)-1)
			}
		}
	}
	for _, a := range d.Arrows {
		if a.From < 0 || a.From >= a.To || a.To >= len(d.Events) {
			return fmt.Errorf("picture: arrow from event %d to %d of %d, want one to a later event", a.From, a.To,
				len(d.Events))
		}
	}
	return nil
}

// rows puts each event as high as what it follows from allows, or each in a row of its own. It returns the row of each
// event, and how many rows there are.
func (d *Diagram) rows() ([]int, int) {
	row, most := make([]int, len(d.Events)), 0
	if d.Rows {
		for i := range row {
			row[i] = i
		}
		return row, len(row)
	}
	into := make([][]int, len(d.Events))
	for _, a := range d.Arrows {
		into[a.To] = append(into[a.To], a.From)
	}
	next := make([]int, len(d.Nodes))
	for i, e := range d.Events {
		row[i] = next[e.Node]
		for _, from := range into[i] {
			row[i] = max(row[i], row[from]+1)
		}
		next[e.Node] = row[i] + 1
		most = max(most, row[i]+1)
	}
	return row, most
}

// kinds are those that occur, in their order.
func (d *Diagram) kinds() []Kind {
	var all []Kind
	for _, e := range d.Events {
		if !slices.Contains(all, e.Kind) {
			all = append(all, e.Kind)
		}
	}
	slices.Sort(all)
	return all
}
