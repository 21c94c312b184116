package trace

import (
	"fmt"

	"quesera/spec"
)

// Breach is where and how a trace broke a rule.
type Breach struct {
	Rule Rule
	Line int // 1-based, of the uncompressed text; 0: the file as a whole
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
}

// Stats counts what was judged.
type Stats struct {
	Nodes     int
	Events    int
	Steps     int // the highest step that a node reached
	Decisions int
	Committed int // decisions that committed
	Adopted   int // how often a node adopted what another knew
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
}

func (b *breach) Error() string { return b.rule + ": " + b.msg }

func refuse(rule, format string, args ...any) *breach {
	return &breach{rule, fmt.Sprintf(format, args...)}
}
