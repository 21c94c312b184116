package spin

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"quesera/promela/translate"
)

// output is what pan printed, as far as it matters.
type output struct {
	full     bool // "Full statespace search": every state was stored in full
	lossy    bool
	tooDeep  bool
	stopped  string // the line that says why the search was not completed
	errors   int
	messages []string // of the errors
	sawCount bool
	digest   uint64
	stored   uint64
	matched  uint64
	rough    uint64 // states stored, as pan itself prints them, rounded from 10^8 on
	actions  map[int]uint64
	seen     map[int]bool
	mattered map[int]uint64
	labels   []string // of the actions that a replay takes
	depth    int
	bytes    uint64
	elapsed  time.Duration
	used     time.Duration
	progress func(string) // called with what pan says of how far it is; may be nil
}

// stops are what pan prints, among other things, when it does not complete a search.
var stops = []string{"Search not completed", "out of memory", "memory bound", "reached -DMEMLIM", "Interrupted",
	"VECTORSZ is too small"}

func newOutput(progress func(string)) *output {
	return &output{actions: map[int]uint64{}, seen: map[int]bool{}, mattered: map[int]uint64{}, progress: progress}
}

// most is how many entries of each kind are kept of what pan prints; no model has more actions or longer runs. Tests
// lower it.
var most = 1 << 20

// flooded is why a search does not count whose pan prints more.
const flooded = "pan prints without end"

// read takes one line, whatever its length.
func (o *output) read(line string) {
	line = strings.TrimSpace(line)
	var i, v, w uint64
	switch {
	case len(o.actions) > most || len(o.seen) > most || len(o.mattered) > most || len(o.labels) > most ||
		len(o.messages) > most:
		o.stopped = flooded
	case strings.HasPrefix(line, "Depth=") && o.progress != nil:
		o.progress(line)
	case scan(line, "quesera: action %d taken %d", &i, &v):
		o.actions[int(i)] = v
	case scan(line, "quesera: property %d seen %d", &i, &v):
		o.seen[int(i)] = v != 0
	case scan(line, "quesera: property %d mattered %d", &i, &v):
		o.mattered[int(i)] = v
	case scan(line, "quesera: stored %d matched %d", &v, &w):
		o.stored, o.matched, o.sawCount = v, w, true
	case scan(line, "quesera: digest %d", &v):
		o.digest = v
	case strings.HasPrefix(line, "take "):
		o.labels = append(o.labels, line)
	case line == "Full statespace search for:":
		o.full = true
	case strings.HasPrefix(line, "Bit statespace search") || strings.HasPrefix(line, "+ Partial Order") ||
		strings.HasPrefix(line, "Hash-Compact"):
		o.lossy = true
	case strings.Contains(line, "max search depth too small"):
		o.tooDeep = true
	case strings.HasPrefix(line, "pan:") && strings.Contains(line, "(at depth"):
		_, message, _ := strings.Cut(line, " ")
		o.messages = append(o.messages, message)
	case strings.HasPrefix(line, "State-vector"):
		o.errors = intAfter(line, "errors: ")
		o.depth = intAfter(line, "depth reached ")
	case strings.HasSuffix(line, "states, stored"):
		o.rough = uint64(leading(line))
	case strings.HasSuffix(line, "total actual memory usage"):
		o.bytes = uint64(leading(line) * (1 << 20))
	}
	for _, stop := range stops {
		if strings.Contains(line, stop) && o.stopped == "" {
			o.stopped = line
		}
	}
}

// leading is the number that a line begins with; 0 if there is none.
func leading(line string) float64 {
	f, _ := strconv.ParseFloat(strings.Fields(line)[0], 64)
	return f
}

func scan(line, format string, args ...any) bool {
	_, err := fmt.Sscanf(line, format, args...)
	return err == nil
}

// intAfter is the number behind a word, -1 where there is none.
func intAfter(line, word string) int {
	_, rest, _ := strings.Cut(line, word)
	digits := strings.IndexFunc(rest+" ", func(r rune) bool { return r < '0' || r > '9' })
	n, err := strconv.Atoi(rest[:digits])
	if err != nil {
		return -1
	}
	return n
}

// result judges a search: it counts only if pan says that it completed an exact one without errors, and
// if the counts agree with each other.
func (o *output) result(prog *translate.Program, plain bool) (*Result, error) {
	switch {
	case o.tooDeep:
		return nil, &IncompleteError{"runs are longer than the search stack"}
	case o.errors > 0 || len(o.messages) > 0:
		return nil, o.failure(prog)
	case o.stopped != "":
		return nil, &IncompleteError{o.stopped}
	case o.lossy || !o.full || o.errors != 0:
		return nil, &IncompleteError{"pan does not report a full search of the state space"}
	}
	r := &Result{Depth: o.depth, Bytes: o.bytes, Digest: o.digest}
	if plain {
		r.States = o.rough - min(o.rough, translate.Offset.States)
		return r, nil
	}
	if !o.sawCount || len(o.actions) != len(prog.Actions) || len(o.seen) != len(prog.Props) ||
		len(o.mattered) != len(prog.Props) {
		return nil, &IncompleteError{"pan does not report its counts"}
	}
	total := uint64(0)
	for i := range prog.Actions {
		r.PerAction = append(r.PerAction, o.actions[i])
		total += o.actions[i]
	}
	if o.stored < 3 || o.stored+o.matched != total+translate.Offset.Transitions {
		return nil, fmt.Errorf("promela: pan stored %d states and matched %d, want %d transitions and %d more",
			o.stored, o.matched, total, translate.Offset.Transitions)
	}
	r.States, r.Transitions = o.stored-translate.Offset.States, total
	for i := range prog.Props {
		r.Seen, r.Mattered = append(r.Seen, o.seen[i]), append(r.Mattered, o.mattered[i])
	}
	return r, nil
}

// failure is the error for a search that found errors. In a plain search these may be violations.
func (o *output) failure(prog *translate.Program) error {
	message := "an error without a message"
	if len(o.messages) > 0 {
		message = o.messages[0]
	}
	if v := o.violation(prog); v != nil {
		return v
	}
	return &RefusedError{message}
}

// A ViolationError is a failed assertion of a search that stops there.
type ViolationError struct {
	Property int // its index
	ID       string
}

func (e *ViolationError) Error() string { return "promela: violated: " + e.ID }

// violation is the property that the last error message names, or nil.
func (o *output) violation(prog *translate.Program) *ViolationError {
	if len(o.messages) == 0 {
		return nil
	}
	words := strings.Fields(o.messages[len(o.messages)-1])
	for _, word := range words {
		for i, p := range prog.Props {
			if word == p.Flag {
				return &ViolationError{i, p.ID}
			}
		}
	}
	return nil
}
