// Package catalogue is the one list of protocols: what each is called, where its specs stand and in which
// configurations they are verified, which flags ask for another configuration, and why a cell of its row is empty. The
// command, the gate between the engines, the tests of all specs and the tables of the documentation iterate over it.
// Adding a protocol adds a file here, and a line to Protocols.
package catalogue

import (
	"fmt"
	"slices"
	"sync"

	"github.com/spf13/pflag"

	"quesera/internal/traceformat"
	"quesera/internal/vector"
	"quesera/model/log"
	"quesera/model/sim/play"
	"quesera/spec"
	"quesera/verify"
)

// A Protocol is one row. A part that it lacks is a cell that Missing has a reason for.
type Protocol struct {
	Name     string   // as on the command line, and of its rooms: model/NAME, spec/NAME, promela/NAME, proofs/NAME
	Title    string   // one line
	Section  string   // the source
	Prefixes []string // of the IDs of its properties, theorems and faults; "TLC" stands for TLC-P1, TLC-R1, TLC-M1
	Specs    []Spec
	// Trials are claims that are tried in runs.
	Trials []verify.Check
	// Configure defines the flags that ask for a configuration of its main spec, and returns what builds that
	// configuration once they are parsed; nil where there is no spec.
	Configure func(*pflag.FlagSet) func() (verify.Check, error)
	// Runs are worth a look: what broke once where an assumption was given up.
	Runs []Run
	// This and what follows is left out in a browser (verify.InBrowser). Simulate defines the settings of a run of its
	// machine, and returns what builds the run; nil where there is no machine.
	Simulate func(*play.Flags) func() (play.Simulation, error)
	// Traces is the form of the traces that runs leave, and that the oracle judges; nil where they leave none.
	Traces func() traceformat.Protocol
	// Odds defines flags, and returns what tells how likely a node is to see a round committed; nil where no lots are
	// drawn.
	Odds func(*pflag.FlagSet) func() ([]Odds, error)
	// Evidence judges a file with evidence against a node, and says what it proves; nil where there is none.
	Evidence func(file []byte) (spec.Verdict, []string)
	// Logs is the form of the traces that runs leave whose nodes keep accountable logs, and what replays them; nil where
	// they keep none.
	Logs *Logs
	// Vectors are the conformance vectors of its machine and of what that stands on; nil where there are none.
	Vectors func() []vector.Family
	Missing map[string]string // why a cell of the row is empty, by the cell: "spec", "simulation", "proofs"
}

// Logs are accountable logs, as far as others judge them.
type Logs struct {
	Form traceformat.Protocol
	// Audit replays the logs of the group of a header. Unsafe admits thresholds that are not safe. It refuses a header
	// that describes no group.
	Audit func(h traceformat.Header, unsafe bool) (log.Auditor, error)
}

// A Run is one of a spec, and what it shows.
type Run struct {
	Title string // one line
	Line  string // what "quesera verify" follows it by: "qsc3 -n 4 -t 2 --unsafe --replay 0.0.1"
}

// A Spec is an abstract spec with the configurations in which it is verified.
type Spec struct {
	Folder string // below spec/
	Checks []verify.Check
	Always string // why none of them must fail, where none does
}

// Protocols lists all protocols in the order in which they build on each other.
func Protocols() []Protocol {
	all := []Protocol{
		tlcProtocol(),
		clockProtocol(),
		strawmanProtocol(),
		qsc3Protocol(),
		pipelineProtocol(),
		tblsProtocol(),
		dkgProtocol(),
		beaconProtocol(),
		tlcbProtocol(),
		qsc4Protocol(),
		linearizabilityProtocol(),
	}
	for _, p := range all {
		for _, s := range p.Specs {
			for i := range s.Checks {
				s.Checks[i].Protocol = p.Name
			}
		}
		for i := range p.Trials {
			p.Trials[i].Protocol = p.Name
		}
	}
	return all
}

// Verified lists the protocols that have specs.
func Verified() []Protocol {
	return slices.DeleteFunc(Protocols(), func(p Protocol) bool { return len(p.Specs) == 0 })
}

// Judged are all checks of a protocol: those of its specs, and what is tried in runs.
func (p Protocol) Judged() []verify.Check { return append(p.Checks(), p.Trials...) }

// TraceFormats are the forms of traces, that of a protocol before those that it plays on.
func TraceFormats() []traceformat.Protocol { return slices.Clone(traceFormats()) }

// traceFormats is asked for once a trace, and the list of protocols comes with all their configurations.
var traceFormats = sync.OnceValue(func() (all []traceformat.Protocol) {
	for _, p := range slices.Backward(Protocols()) {
		if p.Traces != nil {
			all = append(all, p.Traces())
		}
	}
	return all
})

// Accountable are the logs of the protocols whose nodes keep accountable ones.
func Accountable() []Logs { return slices.Clone(accountable()) }

var accountable = sync.OnceValue(func() (all []Logs) {
	for _, p := range Protocols() {
		if p.Logs != nil {
			all = append(all, *p.Logs)
		}
	}
	return all
})

// Simulated lists the protocols that have a machine to run.
func Simulated() []Protocol {
	return slices.DeleteFunc(Protocols(), func(p Protocol) bool { return p.Simulate == nil })
}

// Find is the protocol of that name, which has specs.
func Find(name string) (Protocol, error) {
	known := ""
	for _, p := range Protocols() {
		switch {
		case len(p.Specs) > 0:
			known += " " + p.Name
		case p.Name == name:
			return Protocol{}, fmt.Errorf("%s has no abstract spec: %s", name, p.Missing["spec"])
		}
		if p.Name == name {
			return p, nil
		}
	}
	return Protocol{}, fmt.Errorf("unknown protocol %q, want one of%s", name, known)
}

// Checks are the configurations of all its specs.
func (p Protocol) Checks() []verify.Check {
	var all []verify.Check
	for _, s := range p.Specs {
		all = append(all, s.Checks...)
	}
	return all
}

// FailsIn lists the bounds of the configurations in which a property must fail.
func (s Spec) FailsIn(id string) []string {
	var all []string
	for _, c := range s.Checks {
		if c.Unsafe && c.Headline == id {
			all = append(all, c.Bounds)
		}
	}
	return all
}

// Properties are all that some configuration of the spec asserts, each once, by ID: what does not apply to one
// applies to another.
func (s Spec) Properties() []verify.Property {
	var all []verify.Property
	seen := map[string]bool{}
	for _, c := range s.Checks {
		for _, p := range c.System.Properties() {
			if !seen[p.ID] {
				seen[p.ID] = true
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, func(a, b verify.Property) int { return CompareIDs(a.ID, b.ID) })
	return all
}
