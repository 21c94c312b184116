// Package ask answers what the page of the explorer asks: which protocols and configurations there are, what a state
// is, what can happen there, and what a search from there finds. It is compiled for the browser, and for the machine
// by the tests, which hold the two to the same answers. Positions are named by the words that "quesera verify" takes,
// so that a line which it prints can be pasted into the page, and the other way round.
package ask

import (
	"encoding/json"
	"fmt"

	"quesera/catalogue"
	"quesera/spec/explore"
	"quesera/spec/walk"
	"quesera/verify"
)

// A Question is what the page asks.
type Question struct {
	Ask      string // "protocols", "read", "open", "at", "search"
	Line     string // read: what was pasted, or is in a link
	Words    string // open, at, search: the configuration
	Schedule string // at, search: the run that leads to the position
	Property string // search: the one to be decided; "": whatever fails
	States   uint64 // search: give up beyond so many
}

// A Guide answers questions. It keeps the configuration that was asked for last.
type Guide struct {
	words  string
	check  verify.Check
	walker walk.Walker
	Stop   <-chan struct{}        // ends searches once it is closed; may be nil
	Watch  func(explore.Progress) // is called during searches; may be nil
}

// Answer answers a question in JSON by JSON, or by {"Error": …}.
func (g *Guide) Answer(question []byte) []byte {
	var q Question
	if err := json.Unmarshal(question, &q); err != nil {
		return failed(err)
	}
	answer, err := g.answer(q)
	if err != nil {
		return failed(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return failed(err)
	}
	return text
}

func failed(err error) []byte {
	text, _ := json.Marshal(struct{ Error string }{err.Error()})
	return text
}

func (g *Guide) answer(q Question) (any, error) {
	switch q.Ask {
	case "protocols":
		return protocols(), nil
	case "read":
		return read(q.Line)
	}
	if err := g.open(q.Words); err != nil {
		return nil, err
	}
	switch q.Ask {
	case "open":
		return g.opened(), nil
	case "at":
		return g.at(q.Schedule)
	case "search":
		return g.search(q)
	}
	return nil, fmt.Errorf("ask = %q, want protocols, read, open, at or search", q.Ask)
}

// open makes a configuration the present one.
func (g *Guide) open(words string) error {
	if g.walker != nil && g.words == words {
		return nil
	}
	place, err := read(words)
	if err != nil {
		return err
	}
	walker, err := place.check.System.Walk()
	if err != nil {
		return err
	}
	g.words, g.check, g.walker = words, place.check, walker
	return nil
}

// Opened is what is true of all positions of a configuration.
type Opened struct {
	Protocol, Bounds string
	Unsafe           bool              // an assumption is given up, and something breaks
	Headline         string            // the property that does; "": whichever
	Idle             map[string]string // why properties say nothing under these bounds, by ID
	walk.Spec
}

func (g *Guide) opened() Opened {
	return Opened{Protocol: g.check.Protocol, Bounds: g.check.Bounds, Unsafe: g.check.Unsafe, Headline: g.check.Headline,
		Idle: g.check.Idle, Spec: g.walker.Spec()}
}

func (g *Guide) at(schedule string) (*walk.Position, error) {
	choices, err := verify.ParseSchedule(schedule)
	if err != nil {
		return nil, err
	}
	return g.walker.At(choices)
}

// A Finding is what a search came to, with the schedule in words.
type Finding struct {
	walk.Found
	Schedule string
	Any      bool // a state was found
}

func (g *Guide) search(q Question) (*Finding, error) {
	choices, err := verify.ParseSchedule(q.Schedule)
	if err != nil {
		return nil, err
	}
	found, err := g.walker.Search(choices, explore.Options{MaxStates: q.States, Until: q.Property,
		Symmetry: !g.check.Whole(), Stop: g.Stop, Progress: g.Watch})
	if err != nil {
		return nil, err
	}
	return &Finding{Found: *found, Schedule: verify.FormatSchedule(found.Schedule), Any: found.Schedule != nil}, nil
}

// A Protocol is what the page offers of one.
type Protocol struct {
	Name, Title, Section string
	Configurations       []Configuration
	Flags                []Flag
	Runs                 []catalogue.Run
}

// A Configuration is one of the catalogue.
type Configuration struct {
	Words, Bounds string
	Unsafe        bool
}

// A Flag asks for another configuration.
type Flag struct{ Given, Type, Usage string }
