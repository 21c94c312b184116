package sim

import (
	"fmt"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"quesera/model"
)

// A schedule of named moves is written as words between spaces:
//
//	0>1:2@5    a message from node 0 of kind 2 and step 5 arrives at node 1; with #1 the second one of several alike;
//	           with + behind it it will arrive once more, with ! it is lost
//	3=17@5     node 3's coin for step 5 shows 17
//	t3/2  e    the timer of node 3 for phase 2; the end of a phase for all
//	s3    s    node 3 suspects a loss; all nodes do
//	x3  r3     node 3 crashes; it crashes and goes on
//	p0.2  h    the group splits into {0 2} and the others; it is one again

// packetEnds are what stands behind a packet, by its kind.
var packetEnds = map[MoveKind]string{Arrive: "", ArriveAndStay: "+", Lose: "!"}

// String is the move as a word of a schedule.
func (m Move) String() string {
	switch m.Kind {
	case ShowCoin:
		return fmt.Sprintf("%d=%d@%d", m.Node, m.Value, m.Label.Step)
	case Fire:
		return fmt.Sprintf("t%d/%d", m.Node, m.Phase)
	case EndPhase:
		return "e"
	case Suspect:
		return fmt.Sprintf("s%d", m.Node)
	case Silence:
		return "s"
	case Crash:
		return fmt.Sprintf("x%d", m.Node)
	case Restart:
		return fmt.Sprintf("r%d", m.Node)
	case Split:
		return "p" + strings.ReplaceAll(strings.Trim(m.Side.String(), "{}"), " ", ".")
	case Heal:
		return "h"
	}
	nth := ""
	if m.Nth > 0 {
		nth = fmt.Sprintf("#%d", m.Nth)
	}
	return fmt.Sprintf("%d>%d:%d@%d%s%s", m.From, m.Node, m.Label.Kind, m.Label.Step, nth, packetEnds[m.Kind])
}

// Words is the move in words, with names for the kinds of messages as far as there are any.
func (m Move) Words(kinds []string) string {
	switch m.Kind {
	case ShowCoin:
		return fmt.Sprintf("node %d draws %d", m.Node, m.Value)
	case Fire:
		return fmt.Sprintf("node %d's timer of phase %d fires", m.Node, m.Phase)
	case EndPhase:
		return "the phase ends for all"
	case Suspect:
		return fmt.Sprintf("node %d suspects a loss", m.Node)
	case Silence:
		return "all nodes suspect a loss"
	case Crash:
		return fmt.Sprintf("node %d crashes", m.Node)
	case Restart:
		return fmt.Sprintf("node %d crashes and goes on", m.Node)
	case Split:
		return fmt.Sprintf("the group splits: %v and the others", m.Side)
	case Heal:
		return "the group is one again"
	}
	kind := fmt.Sprintf("message of kind %d", m.Label.Kind)
	if int(m.Label.Kind) < len(kinds) {
		kind = kinds[m.Label.Kind]
	}
	does := map[MoveKind]string{Arrive: "arrives at", ArriveAndStay: "arrives, and will again, at",
		Lose: "is lost on its way to"}[m.Kind]
	return fmt.Sprintf("node %d's %s of step %d %s node %d", m.From, kind, m.Label.Step, does, m.Node)
}

// Schedule is the moves as words between spaces.
func Schedule(moves []Move) string {
	words := make([]string, len(moves))
	for i, m := range moves {
		words[i] = m.String()
	}
	return strings.Join(words, " ")
}

// moveForms are the forms of words, each with the kind that it is.
var moveForms = []struct {
	form *regexp.Regexp
	kind MoveKind
}{
	{regexp.MustCompile(`^([0-9]+)>([0-9]+):([0-9]+)@([0-9]+)(?:#([0-9]+))?$`), Arrive},
	{regexp.MustCompile(`^([0-9]+)>([0-9]+):([0-9]+)@([0-9]+)(?:#([0-9]+))?\+$`), ArriveAndStay},
	{regexp.MustCompile(`^([0-9]+)>([0-9]+):([0-9]+)@([0-9]+)(?:#([0-9]+))?!$`), Lose},
	{regexp.MustCompile(`^([0-9]+)=([0-9]+)@([0-9]+)$`), ShowCoin},
	{regexp.MustCompile(`^t([0-9]+)/([0-9]+)$`), Fire},
	{regexp.MustCompile(`^e$`), EndPhase},
	{regexp.MustCompile(`^s([0-9]+)$`), Suspect},
	{regexp.MustCompile(`^s$`), Silence},
	{regexp.MustCompile(`^x([0-9]+)$`), Crash},
	{regexp.MustCompile(`^r([0-9]+)$`), Restart},
	{regexp.MustCompile(`^p([0-9]+(?:\.[0-9]+)*)?$`), Split},
	{regexp.MustCompile(`^h$`), Heal},
}

// mostMoves bounds a schedule that is read.
const mostMoves = 1 << 20

// ParseSchedule reads what Schedule writes.
func ParseSchedule(text string) ([]Move, error) {
	words := strings.Fields(text)
	if len(words) > mostMoves {
		return nil, fmt.Errorf("sim: schedule = %d moves, want at most %d", len(words), mostMoves)
	}
	moves := make([]Move, len(words))
	for i, word := range words {
		m, ok := parseMove(word)
		if !ok {
			return nil, fmt.Errorf("sim: move %d of the schedule = %.40q, want one like 0>1:2@5, 3=17@5, "+
				"t3/2, e, s3, s, x3, r3, p0.2 or h", i+1, word)
		}
		moves[i] = m
	}
	return moves, nil
}

func parseMove(word string) (Move, bool) {
	for _, f := range moveForms {
		parts := f.form.FindStringSubmatch(word)
		if parts == nil {
			continue
		}
		r := &reader{fits: true}
		m := Move{Kind: f.kind}
		switch f.kind {
		case Arrive, ArriveAndStay, Lose:
			m.From, m.Node = r.node(parts[1]), r.node(parts[2])
			m.Label = model.Label{Kind: uint8(r.number(parts[3], 8)), Step: model.Step(r.number(parts[4], 32))}
			if parts[5] != "" {
				m.Nth = int(r.number(parts[5], 31))
			}
		case ShowCoin:
			m.Node, m.Value, m.Label.Step = r.node(parts[1]), r.number(parts[2], 64), model.Step(r.number(parts[3], 32))
		case Fire:
			m.Node, m.Phase = r.node(parts[1]), uint32(r.number(parts[2], 32))
		case Suspect, Crash, Restart:
			m.Node = r.node(parts[1])
		case Split:
			for _, i := range strings.FieldsFunc(parts[1], func(c rune) bool { return c == '.' }) {
				m.Side = m.Side.With(r.node(i))
			}
		}
		return m, r.fits
	}
	return Move{}, false
}

// reader reads numbers, and notes whether all were in range.
type reader struct{ fits bool }

func (r *reader) number(text string, bits int) uint64 {
	n, err := strconv.ParseUint(text, 10, bits)
	r.fits = r.fits && err == nil
	return n
}

func (r *reader) node(text string) model.NodeID {
	n := r.number(text, 16)
	r.fits = r.fits && n < model.MaxNodes
	return model.NodeID(n % model.MaxNodes)
}

// Shorter proposes schedules that may lead to the same, made of one that leads there: without its first steps, all
// that comes after them moved to the beginning of time, for a protocol that goes on in steps does in each of them
// much the same; and without one of the nodes.
func Shorter(moves []Move) iter.Seq[[]Move] {
	return func(yield func([]Move) bool) {
		last, most := model.Step(0), model.NodeID(0)
		for _, m := range moves {
			last, most = max(last, m.Label.Step), max(most, m.Node, m.From)
		}
		for cut := last; cut > 0; cut-- {
			if !yield(without(moves, cut)) {
				return
			}
		}
		for i := model.NodeID(0); i <= most; i++ {
			var others []Move
			for _, m := range moves {
				if !m.about(i) {
					others = append(others, m)
				}
			}
			if !yield(others) {
				return
			}
		}
	}
}

// about tells whether the move is about that node.
func (m Move) about(i model.NodeID) bool {
	switch m.Kind {
	case Arrive, ArriveAndStay, Lose:
		return m.From == i || m.Node == i
	case ShowCoin, Fire, Suspect, Crash, Restart:
		return m.Node == i
	}
	return false
}

// without leaves out the packets and coins of the first steps, and moves the others so many steps back.
func without(moves []Move, steps model.Step) []Move {
	var later []Move
	for _, m := range moves {
		if m.Kind <= ShowCoin {
			if m.Label.Step < steps {
				continue
			}
			m.Label.Step -= steps
		}
		later = append(later, m)
	}
	return later
}
