package trace

import (
	"fmt"

	"quesera/spec"
)

// Breach is where and how a trace broke a rule.
type Breach struct {
	Rule Rule
	Line int // 1-based, of the uncompressed text; 0: the file as a whole
	File int // of several that were merged: which
	// Node is the node whose event it is; it is unknown where the line is no event.
	Node struct {
		Known bool
		ID    int
	}
	Message string // what was found, and what was expected
}

func (b Breach) String() string {
	where := fmt.Sprintf("line %d: ", b.Line)
	if b.Line == 0 {
		where = ""
	}
	if b.Node.Known {
		where += fmt.Sprintf("node %d: ", b.Node.ID)
	}
	return fmt.Sprintf("%s%s (%s): %s", where, b.Rule.ID, b.Rule.Section, b.Message)
}

// Result is what Judge found.
type Result struct {
	// Verdict is inconclusive where no event breaks a rule, but not every event was judged, and unusable where the file is
	// no trace, or of a group that is refused.
	Verdict spec.Verdict
	Breach  Breach // zero when the trace holds
	Stats   Stats
	// Coverage is of the rules that a run can break: how often each had something to say before the verdict.
	Coverage []Exercised
	// Owed says what nodes still owe at the end of a trace: nothing is wrong with that, a run may end anywhere.
	Owed     []string
	Protocol string // of a run of accountable logs
	// Blamed are the nodes to blame, with evidence, in a run of accountable logs.
	Blamed []Blamed
}

// Stats counts what was judged.
type Stats struct {
	Nodes     int
	Events    int
	Steps     int // the highest step that a node reached
	Decisions int
	Committed int // decisions that committed
	Adopted   int // how often a node adopted what another knew
	Ignored   int // receipts of messages of steps that their node had left behind
	Partly    int // decisions that could not be judged in full, for want of logs
	Skipped   int // events behind a hole in their node's log
}

func (s Stats) String() string {
	text := fmt.Sprintf("%d events of %d nodes up to step %d, %d decisions, %d of them committed",
		s.Events, s.Nodes, s.Steps, s.Decisions, s.Committed)
	if s.Adopted > 0 {
		text += fmt.Sprintf(", %d times one node adopted what another knew", s.Adopted)
	}
	return text
}

// breach is the error by which an event is refused, inside the package.
type breach struct {
	rule string
	msg  string
	// earlier is the event that it is about, where that is not the one at hand.
	earlier *sighting
}

// A sighting is an event that may come to be about more than itself.
type sighting struct {
	file int
	line int
	node nodeID
}

func (b *breach) Error() string { return b.rule + ": " + b.msg }

func refuse(rule, format string, args ...any) *breach {
	return &breach{rule: rule, msg: fmt.Sprintf(format, args...)}
}
