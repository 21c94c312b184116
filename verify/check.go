package verify

import (
	"fmt"
	"maps"
	"runtime"
	"strings"

	"quesera/spec"
)

// InBrowser tells whether this runs in a browser. There specs are walked; machines, judges and other engines are left
// out, and with them most of what a page would have to load.
const InBrowser = runtime.GOOS == "js"

// A Check is one configuration of a spec to verify.
type Check struct {
	Protocol string // as its rows call it
	Bounds   string // "n=3 t=2, 1 step": what the verdict covers
	System   System // the spec under these bounds; nil: there is a Trial
	Trial    Trial  // what is tried in place of a search
	File     string // name of the Promela that is kept for it without extension, "n3t2"; "": none is
	Deep     bool   // takes minutes
	Symmetry bool   // explored up to renaming of nodes
	Views    bool   // explored in the views of the spec
	Partial  bool   // explored by partial order: of actions that do not depend on each other, in some orders only
	Fair     bool   // asked is what its spec claims of fair runs (spec.Progress), and nothing else
	Unsafe   bool   // an assumption of the protocol is given up, and something must break
	Headline string // with Unsafe: the property whose failure is sought; "": whichever fails first
	// Idle has reasons why properties say nothing under these bounds, by ID: of all others that say something in some
	// states only, one such state must be reached.
	Idle map[string]string
	// Expected figures: of an unreduced search, compared in both engines, or of the reduced one; zero: not pinned.
	States, Transitions uint64
}

// TakesMinutes marks a check as one that takes minutes.
func (c Check) TakesMinutes() Check {
	c.Deep = true
	return c
}

// Pinned records the figures of the search, reduced or not.
func (c Check) Pinned(states, transitions uint64) Check {
	c.States, c.Transitions = states, transitions
	return c
}

// Reduced has the check explored up to renaming of nodes.
func (c Check) Reduced() Check {
	c.Symmetry, c.Bounds = true, c.Bounds+upToRenaming
	return c
}

// InViews has the check explored in the views of its spec, which also join what differs in names only.
func (c Check) InViews() Check {
	c.Views, c.Bounds = true, c.Bounds+inViews
	return c
}

// InFairRuns has the check ask what is claimed of fair runs.
func (c Check) InFairRuns() Check {
	c.Fair, c.Bounds = true, c.Bounds+", fair runs"
	return c
}

// NeverMatters says why a property says nothing under these bounds. That it then does in a state is a failure.
func (c Check) NeverMatters(id, why string) Check {
	idle := map[string]string{id: why}
	maps.Copy(idle, c.Idle)
	c.Idle = idle
	return c
}

// InSomeOrders has the check explored by partial order, if it asks what that preserves: a view joins what that keeps
// apart, and fairness is of all orders. What was recorded is of all orders too.
func (c Check) InSomeOrders() Check {
	if c.Trial != nil || c.Fair || c.Views {
		return c
	}
	c.Partial, c.Bounds, c.States, c.Transitions = true, c.Bounds+inSomeOrders, 0, 0
	return c
}

const (
	upToRenaming = ", up to renaming"
	inViews      = ", in views"
	inSomeOrders = ", partial order"
)

// MustFail says that an assumption is given up, and that this property must fail.
func (c Check) MustFail(headline string) Check {
	c.Unsafe, c.Headline = true, headline
	return c
}

// String is the protocol and the bounds.
func (c Check) String() string { return c.Protocol + " " + c.Bounds }

// Words are what "quesera verify" takes for a check of the catalogue: its protocol and its bounds, quoted for a shell.
func (c Check) Words() string {
	quote, bounds := "'", strings.TrimSuffix(c.Bounds, inSomeOrders)
	if strings.Contains(bounds, quote) { // the next one's promise
		quote = `"`
	}
	return c.Protocol + " --bounds " + quote + bounds + quote
}

// Whole reports whether all states are searched, and not reduced, so that Spin's search can be compared with it.
func (c Check) Whole() bool { return !c.Symmetry && !c.Views && !c.Fair && !c.Partial }

// unreduced are the bounds of a search of Spin's, which knows neither symmetry nor views, and is asked for all orders.
func (c Check) unreduced() string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(c.Bounds, inSomeOrders), upToRenaming), inViews)
}

// A Row is one verdict: a row of the table, and one object of JSON.
type Row struct {
	Protocol    string       `json:"protocol"`
	Property    string       `json:"property"`
	Kind        string       `json:"kind,omitempty"`
	Section     string       `json:"section,omitempty"`
	Claim       string       `json:"claim"`
	Technique   string       `json:"technique"`
	Bounds      string       `json:"bounds"`
	Verdict     spec.Verdict `json:"verdict"`
	States      uint64       `json:"states"`
	Transitions uint64       `json:"transitions"`
	Mattered    *uint64      `json:"mattered,omitempty"` // of the states judged, in how many an invariant said anything
	Idle        string       `json:"idle,omitempty"`     // why in none
	Seconds     float64      `json:"seconds"`
	Engine      string       `json:"engine"`
	Run         []string     `json:"run,omitempty"`    // the actions of a counterexample
	Says        []string     `json:"says,omitempty"`   // the same in words
	End         []string     `json:"end,omitempty"`    // the state in which it ends
	Lasso       *int         `json:"lasso,omitempty"`  // of a fair run for ever: after how many actions the rest repeats
	Replay      string       `json:"replay,omitempty"` // the command that follows it again
	story       *Story       // of Run, for pictures
	first       bool         // of its search: only there the table has the figures
}

// Worst is the worst verdict of rows, Inconclusive where there is none.
func Worst(rows []Row) spec.Verdict {
	if len(rows) == 0 {
		return spec.Inconclusive
	}
	worst := spec.Holds
	for _, r := range rows {
		worst = spec.Worse(worst, r.Verdict)
	}
	return worst
}

// A StoppedError says in which check the end of the context stopped Run.
type StoppedError struct{ Check Check }

func (e *StoppedError) Error() string { return fmt.Sprintf("stopped in %v", e.Check) }
