package qsc3

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"quesera/internal/picture"
	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

var update = flag.Bool("update", false, "write docs/COST.md and its picture")

const (
	costFile    = "../../docs/COST.md"
	costPicture = "../../docs/pictures/cost.svg"
)

// groupSizes are those of which costs are measured, with majorities.
var groupSizes = []int{4, 8, 16, 32, 64}

// costSteps is how many steps of the clock are measured in a group: the larger, the fewer.
func costSteps(n int) model.Step { return model.Step(960 / n) }

// withheldSteps are those of the network that withholds. There all nodes see the same rounds committed, so that few
// rounds say little of how many it takes.
func withheldSteps(n int) model.Step { return max(costSteps(n), 36) }

// A cost is what a group sent in a run.
type cost struct {
	raw, cert          int // octets of the last message of each kind
	nodes              int
	steps              int // of all nodes together: each broadcasts one raw message a step
	messages, octets   int
	whole, missing     int // messages that others would have to carry: the recent past, and what the receiver may lack
	carriers           int // such others, one a receiver
	decisions, commits int
	extra              int             // messages that ask for help or give it
	heard              [][]causal.Time // by receiver and sender: what the sender's last message said that it had
}

// costOf runs a group until all have gone so many steps.
func costOf(t *testing.T, n int, witnessed bool, adversary sim.Adversary, steps model.Step) *cost {
	t.Helper()
	c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Unwitnessed: !witnessed}, Tickets: 1 << 40}
	if witnessed {
		c.Witness = c.Message
	}
	machine, err := qsc3.New(c)
	if err != nil {
		t.Fatal(err)
	}
	spent := &cost{nodes: n, heard: make([][]causal.Time, n)}
	for i := range spent.heard {
		spent.heard[i] = make([]causal.Time, n)
	}
	w, err := sim.New(sim.Config[qsc3.State]{Nodes: n, Machine: machine, Adversary: adversary, Chooser: sim.Random(1),
		InPlace: true, Observe: spent.see})
	if err != nil {
		t.Fatal(err)
	}
	slowest := model.NodeID(0)
	over := func() bool {
		for ; int(slowest) < n; slowest++ {
			if w.State(slowest).Clock().Step() < steps {
				return false
			}
		}
		return true
	}
	if err := w.Run(over, 8*uint64(n*n)*uint64(steps)); err != nil { // many times as many moves as it takes
		t.Fatalf("n=%d: %v", n, err)
	}
	return spent
}

// see counts what a node sends, and notes what it hears.
func (c *cost) see(o sim.Observation[qsc3.State]) {
	if got, ok := o.Event.(model.Receive); ok {
		if m, ok := got.Message.(tlc.Public); ok {
			c.heard[o.Node][m.ID().Node] = m.Causal().Past
		}
	}
	for _, e := range o.Effects {
		switch e := e.(type) {
		case model.Send:
			c.send(o.Node, e.Message, 1)
		case model.Broadcast:
			c.send(o.Node, e.Message, c.nodes-1)
		case qsc3.Decided:
			if c.decisions++; e.Committed {
				c.commits++
			}
		}
	}
}

func (c *cost) send(from model.NodeID, m model.Message, copies int) {
	c.messages += copies
	c.octets += copies * c.octetsOf(m)
	public, ok := m.(tlc.Public)
	if !ok {
		if m.Label().Kind != tlc.KindAck {
			c.extra += copies
		}
		return
	}
	if _, raw := m.(*tlc.Raw); raw {
		c.steps++
	}
	past := public.Causal().Past
	for to := range c.nodes {
		if model.NodeID(to) == from {
			continue
		}
		has := &c.heard[from][to]
		for s := past.Base(); s < past.Base()+causal.Span; s++ {
			known := past.At(s)
			c.whole += known.Len()
			if has.Nodes() > 0 {
				known = known.Minus(has.At(s))
			}
			c.missing += known.Len()
		}
		c.carriers++
	}
}

// octetsOf is how long a message is: sender, step and stamp, digest, vector time, whom it confirms, and its payload.
// What helps a laggard along is as long as the messages in it, each as long as the last one of its kind.
func (c *cost) octetsOf(m model.Message) int {
	const header, digest = 2 + 4 + 4, 32
	switch m := m.(type) {
	case *tlc.Raw:
		c.raw = header + len(m.Past.AppendTo(nil)) + len(m.Confirmed.AppendTo(nil))
		if m.Payload != nil {
			c.raw += len(m.Payload.AppendTo(nil))
		}
		return c.raw
	case *tlc.Cert:
		c.cert = header + digest + len(m.Past.AppendTo(nil))
		return c.cert
	case tlc.Ack:
		return header + digest
	case tlc.CatchUp:
		size := header
		for s := m.Step - min(m.Step, causal.Span); s <= m.Step; s++ {
			size += m.History.Raws(s).Len()*c.raw + m.History.Certs(s).Len()*c.cert
		}
		return size
	}
	return header
}

// A measurement is what the groups of one size cost.
type measurement struct{ without, with, withheld *cost }

// What runs cost is what the paper's rules say, with nothing on top but help for laggards, and docs/COST.md has the
// figures (TLC §2.2, 2.3, 2.6, 4.9). Method: without witnesses a node sends one message a step to each other one.
// With them it also answers each, and announces that its own is witnessed, at most; a node whose step is over before
// does neither. The octets of a message are those of its fields.
func TestRunsCostWhatTheRulesSay(t *testing.T) {
	all := map[int]measurement{}
	for _, n := range groupSizes {
		against := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}, Tickets: 1 << 40}
		m := measurement{without: costOf(t, n, false, nil, costSteps(n)), with: costOf(t, n, true, nil, costSteps(n)),
			withheld: costOf(t, n, true, qsc3.Withholder(against), withheldSteps(n))}
		all[n] = m
		if got := m.without.messages - m.without.extra; got != m.without.steps*(n-1) {
			t.Fatalf("n=%d, no witnesses: %d messages in %d steps of nodes, want %d in each", n, got, m.without.steps, n-1)
		}
		for _, c := range []*cost{m.with, m.withheld} {
			if got := c.messages - c.extra; got > 3*c.steps*(n-1) || got < c.steps*(n-1) {
				t.Fatalf("n=%d, witnesses: %d messages in %d steps of nodes, want %d to %d in each", n, got, c.steps, n-1,
					3*(n-1))
			}
		}
		if m.with.missing >= m.with.whole || m.with.missing == 0 || m.with.commits == 0 ||
			m.withheld.commits == 0 || m.withheld.commits > m.withheld.decisions {
			t.Fatalf("n=%d: %+v", n, m.with)
		}
	}
	page, drawn := costPage(all), costDrawn(t, all)
	for file, want := range map[string][]byte{costFile: page, costPicture: drawn} {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not what was measured (%v): go test ./proofs/qsc3 -run RunsCost -update", file, err)
		}
	}
}

const costHead = `<!-- Generated: go test ./proofs/qsc3 -run RunsCost -update. Do not edit. -->

# What a step and a commit cost

Measured on simulated runs of QSC3 with majorities for thresholds, over 960/n steps of the clock, where every packet in
flight is equally likely to be next (seed 1); *withheld* is the network that leaves a node the least odds
(docs/ODDS.md). Octets are those of the fields of a message, its vector time included.

![messages, octets and rounds until a commit, of groups of growing size](pictures/cost.svg)

## Messages and octets, for each node and step

Without witnesses a node sends its message to the n - 1 others (TLC §2.2). With them each of these acknowledges it, and
the sender tells all that it is witnessed (TLC §2.6): 3 (n - 1) messages at most, fewer where a step is over before.
*Help* are those among the messages that ask for what was missed, or give it, which may be long.

| n | n - 1 | sent | help | octets | 3 (n - 1) | sent, witnessed | help | octets |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|
`

// costPage is docs/COST.md.
func costPage(all map[int]measurement) []byte {
	var b bytes.Buffer
	b.WriteString(costHead)
	for _, n := range groupSizes {
		a, w := all[n].without, all[n].with
		fmt.Fprintf(&b, "| %d | %d | %s | %s | %s | %d | %s | %s | %s |\n", n, n-1, per(a.messages, a.steps),
			per(a.extra, a.steps), per(a.octets, a.steps), 3*(n-1), per(w.messages, w.steps), per(w.extra, w.steps),
			per(w.octets, w.steps))
	}
	b.WriteString(`
## Causal order, with gossip and without

Whoever has a message must have all that its sender had seen (TLC §2.3). The models send every broadcast once to
everybody, and a message carries only a vector time. Where nothing but the message itself brought its past along, it
would have to carry the *recent past* of three steps, and more with every step. With gossip it carries only what the
sender cannot know the receiver to have, from the last message that came from there. Messages carried by each
message, witnessed:

| n | recent past | with gossip |
|--:|--:|--:|
`)
	for _, n := range groupSizes {
		w := all[n].with
		fmt.Fprintf(&b, "| %d | %s | %s |\n", n, per(w.whole, w.carriers), per(w.missing, w.carriers))
	}
	b.WriteString(`
## Rounds until a commit

A node sees a round committed with odds of t/n at least (TLC §4.9), so it waits for n/t rounds at most on average, and
fewer than two. Messages are those of all nodes together for each commit that a node sees. The network that withholds
lets all nodes see the same rounds committed; it is measured over as many rounds as its column says behind *of*. These
are few, so that their numbers scatter about what is expected; docs/ODDS.md counts a million.

| n | n/t | rounds, any packet | rounds, withheld | messages, any packet | messages, withheld |
|--:|--:|--:|--:|--:|--:|
`)
	for _, n := range groupSizes {
		w, h := all[n].with, all[n].withheld
		fmt.Fprintf(&b, "| %d | %s | %s | %s of %d | %s | %s |\n", n, per(n, n/2+1), per(w.decisions, w.commits),
			per(h.decisions, h.commits), h.decisions/n, per(n*w.messages, w.commits), per(n*h.messages, h.commits))
	}
	return b.Bytes()
}

// per is a quotient with one digit behind the point.
func per(sum, of int) string {
	tenths := (20*sum + of) / (2 * of)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

// costDrawn is the picture of the page.
func costDrawn(t *testing.T, all map[int]measurement) []byte {
	charts := []picture.Chart{{Title: "messages, no witnesses"}, {Title: "messages, witnessed"},
		{Title: "octets, witnessed"}, {Title: "hundredths of rounds until a commit, any packet"},
		{Title: "hundredths of rounds until a commit, on average in the worst network that sees no tickets: n/t"}}
	var names []string
	for _, n := range groupSizes {
		names = append(names, fmt.Sprintf("n=%d", n))
		a, w := all[n].without, all[n].with
		for k, v := range []int{a.messages / a.steps, w.messages / w.steps, w.octets / w.steps,
			100 * w.decisions / w.commits, 100 * n / (n/2 + 1)} {
			charts[k].Values = append(charts[k].Values, uint64(v))
		}
	}
	var b bytes.Buffer
	bars := picture.Bars{Of: "messages and octets are for each node and step; groups of n nodes", Names: names,
		Charts: charts}
	if err := bars.SVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
