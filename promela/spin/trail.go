package spin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quesera/promela/translate"
	"quesera/spec/explore"
)

// A Trail is a run that Spin found to a state that decides a property.
type Trail struct {
	Property int // its index in the Program, where deadlock comes last
	Steps    []explore.Taken
}

// Trail searches for a run that violates an invariant or ends in a deadlock, or, if show is the index of a Sometimes
// property and not negative, for one to a state in which that holds. It is nil if there is none. Of the trail only the
// labels of the actions are taken, in the order in which pan passes them; gate.Replay puts them to the test. A
// shortest run takes a few searches more, each bounded by the length of the last run found.
func (s *Engine) Trail(ctx context.Context, prog *translate.Program, show int, shortest bool,
	o Options) (*Trail, error) {
	defines := []string{"-DTRACE"}
	if show >= 0 {
		defines = append(defines, "-DSHOW_"+prog.Props[show].Macro)
	}
	p, err := s.build(ctx, prog, defines, append(o.flags(prog), "-DREACH")) // REACH: exact within a bound on the depth
	if err != nil {
		return nil, err
	}
	defer p.remove()
	o.Small = false // it goes deep first, and may meet many states where the explorer needs few: a small table would crawl
	var found *Trail
	for _, depth := range depths {
		if found, err = p.trail(ctx, prog, o, depth); !errors.As(err, new(*IncompleteError)) {
			break
		}
	}
	if found == nil || !shortest {
		return found, err
	}
	for without := 0; without < len(found.Steps); { // no run of up to so many steps, less one, is there
		middle := (without + len(found.Steps)) / 2
		depth := middle + prog.Prelude
		if prog.Props[found.Property].Deadlock {
			depth++ // pan sees in a transition of its own that nothing can happen
		}
		shorter, err := p.trail(ctx, prog, o, depth)
		switch {
		case shorter != nil && len(shorter.Steps) < len(found.Steps):
			found = shorter
		case err == nil || errors.As(err, new(*IncompleteError)):
			without = middle + 1
		default:
			return nil, err
		}
	}
	return found, nil
}

// trail searches down to a depth and replays what it finds. The error is an
// *IncompleteError where runs go deeper.
func (p *pan) trail(ctx context.Context, prog *translate.Program, o Options, depth int) (*Trail, error) {
	out, err := p.run(ctx, o.Progress, o.limits(depth)...)
	if err != nil {
		return nil, err
	}
	violation := out.violation(prog)
	if violation == nil {
		_, err = out.result(prog, true)
		return nil, err
	}
	replay, err := p.run(ctx, nil, "-r", "-n")
	if err != nil {
		return nil, err
	}
	if replay.stopped == flooded {
		return nil, &IncompleteError{flooded}
	}
	t := &Trail{Property: violation.Property}
	for _, label := range replay.labels {
		taken, err := parseLabel(prog, label)
		if err != nil {
			return nil, err
		}
		t.Steps = append(t.Steps, taken)
	}
	return t, nil
}

// parseLabel reads "take 0: DeliverRaw i=1 j=0 s=0".
func parseLabel(prog *translate.Program, label string) (explore.Taken, error) {
	var taken explore.Taken
	bad := fmt.Errorf("promela: pan's replay prints %q, want the label of an action", label)
	head, rest, _ := strings.Cut(strings.TrimPrefix(label, "take "), ": ")
	words := strings.Fields(rest)
	action, err := strconv.Atoi(head)
	if err != nil || action < 0 || action >= len(prog.Actions) || len(words) != prog.Actions[action].Params+1 ||
		words[0] != prog.Actions[action].Name {
		return taken, bad
	}
	taken.Action = action
	for i, word := range words[1:] {
		_, digits, _ := strings.Cut(word, "=")
		v, err := strconv.ParseUint(digits, 10, 16)
		if err != nil {
			return taken, bad
		}
		taken.Args[i] = uint16(v)
	}
	return taken, nil
}
