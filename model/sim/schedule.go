package sim

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"quesera/model"
)

// A schedule of named moves is written as words between spaces:
//
//	0>1:2@5    a message from node 0 of kind 2 and step 5 arrives at node 1; with #1 the second one of several alike;
//	           with + behind it it will arrive once more, with ! it is lost
//	0>1.2:2@5  the same at node 1, then at node 2; and 1.2>0:2@5 from nodes 1 and 2
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
	return packetWord(fmt.Sprint(m.From), fmt.Sprint(m.Node), m)
}

// packetWord is the word of a packet, or of several with their senders or receivers between dots.
func packetWord(from, to string, m Move) string {
	nth := ""
	if m.Nth > 0 {
		nth = fmt.Sprintf("#%d", m.Nth)
	}
	return fmt.Sprintf("%s>%s:%d@%d%s%s", from, to, m.Label.Kind, m.Label.Step, nth, packetEnds[m.Kind])
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
	return fmt.Sprintf("node %d's %s of step %d %s node %d", m.From, m.kindIn(kinds), m.Label.Step, m.does(), m.Node)
}

// kindIn is the name of a packet's kind.
func (m Move) kindIn(kinds []string) string {
	if int(m.Label.Kind) < len(kinds) {
		return kinds[m.Label.Kind]
	}
	return fmt.Sprintf("message of kind %d", m.Label.Kind)
}

// does is what a packet does.
func (m Move) does() string {
	return map[MoveKind]string{Arrive: "arrives at", ArriveAndStay: "arrives, and will again, at",
		Lose: "is lost on its way to"}[m.Kind]
}

// Schedule is the moves as words between spaces, one for each group of Gather.
func Schedule(moves []Move) string {
	var words []string
	for _, group := range Gather(moves) {
		words = append(words, wordOf(group))
	}
	return strings.Join(words, " ")
}

// moveForms are the forms of words, each with the kind that it is.
var moveForms = []struct {
	form *regexp.Regexp
	kind MoveKind
}{
	{packetForm(``), Arrive},
	{packetForm(`\+`), ArriveAndStay},
	{packetForm(`!`), Lose},
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

// packetForm is the form of packets with that end.
func packetForm(end string) *regexp.Regexp {
	const nodes = `([0-9]+(?:\.[0-9]+)*)`
	return regexp.MustCompile(`^` + nodes + `>` + nodes + `:([0-9]+)@([0-9]+)(?:#([0-9]+))?` + end + `$`)
}

// mostMoves bounds a schedule that is read.
const mostMoves = 1 << 20

// ParseSchedule reads what Schedule writes.
func ParseSchedule(text string) ([]Move, error) {
	words := strings.Fields(text)
	var moves []Move
	for i, word := range words {
		group, ok := parseWord(word)
		if !ok {
			return nil, fmt.Errorf("sim: move %d of the schedule = %.40q, want one like 0>1:2@5, 0>1.2:2@5, 3=17@5, "+
				"t3/2, e, s3, s, x3, r3, p0.2 or h", i+1, word)
		}
		if moves = append(moves, group...); len(moves) > mostMoves {
			return nil, fmt.Errorf("sim: schedule = more than %d moves, want at most that", mostMoves)
		}
	}
	return moves, nil
}

// parseWord reads a word, which is several moves where it lists senders or receivers.
func parseWord(word string) ([]Move, bool) {
	for _, f := range moveForms {
		parts := f.form.FindStringSubmatch(word)
		if parts == nil {
			continue
		}
		r := &reader{fits: true}
		m := Move{Kind: f.kind}
		switch f.kind {
		case Arrive, ArriveAndStay, Lose:
			return r.packets(m, parts)
		case ShowCoin:
			m.Node, m.Value, m.Label.Step = r.node(parts[1]), r.number(parts[2], 64), model.Step(r.number(parts[3], 32))
		case Fire:
			m.Node, m.Phase = r.node(parts[1]), uint32(r.number(parts[2], 32))
		case Suspect, Crash, Restart:
			m.Node = r.node(parts[1])
		case Split:
			for _, i := range r.nodes(parts[1]) {
				m.Side = m.Side.With(i)
			}
		}
		return []Move{m}, r.fits
	}
	return nil, false
}

// packets are the moves of a word about packets: one, or one for each of several senders, or of several receivers.
func (r *reader) packets(m Move, parts []string) (group []Move, fits bool) {
	m.Label = model.Label{Kind: uint8(r.number(parts[3], 8)), Step: model.Step(r.number(parts[4], 32))}
	if parts[5] != "" {
		m.Nth = int(r.number(parts[5], 31))
	}
	from, to := r.nodes(parts[1]), r.nodes(parts[2])
	if len(from) > 1 && len(to) > 1 || len(from)+len(to) > model.MaxNodes+1 {
		return nil, false
	}
	for _, m.From = range from {
		for _, m.Node = range to {
			group = append(group, m)
		}
	}
	return group, r.fits
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

// nodes are the nodes between dots.
func (r *reader) nodes(text string) (all []model.NodeID) {
	for _, i := range strings.FieldsFunc(text, func(c rune) bool { return c == '.' }) {
		all = append(all, r.node(i))
	}
	return all
}
