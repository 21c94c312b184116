package qsc4

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quesera/model"
	"quesera/model/crypto/pvss"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// costs of one node in one round: what it computes, in milliseconds, and what it sends to each other node, in octets.
type costs struct{ deal, verify, open, check, recover, octets, sign float64 }

// processor is the time that this process has computed, in milliseconds: what else the machine does is not counted.
func processor() float64 {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e6
}

// measure does one node's work of one round, of n nodes with t = n - f and f = (n-1)/3 corrupt ones.
func measure(b *testing.B, sharing Sharing, n int) (c costs) {
	b.Helper()
	f := (n - 1) / 3
	terms := Terms{"costs", 1, n - f, model.All(n)}
	took := func(work func()) float64 {
		start := processor()
		work()
		return processor() - start
	}
	deals := make([][]byte, n)
	for i := range deals {
		ms := took(func() {
			var err error
			if deals[i], err = sharing.Deal(terms, model.NodeID(i), [32]byte{byte(i)}); err != nil {
				b.Fatal(err)
			}
		})
		if i == 0 {
			c.deal = ms
		}
	}
	dealt := make([]Dealt, n)
	c.verify = took(func() {
		for i := range dealt {
			var err error
			if dealt[i], err = sharing.Verify(terms, model.NodeID(i), deals[i]); err != nil {
				b.Fatal(err)
			}
		}
	})
	shares := make([]map[model.NodeID][]byte, n) // of each deal
	for k := range shares {
		shares[k] = map[model.NodeID][]byte{}
	}
	for i := range model.NodeID(n) {
		ms := took(func() {
			for k := range dealt {
				shares[k][i], _ = dealt[k].Open(i, [32]byte{1})
			}
		})
		if i == 0 {
			c.open = ms
		}
	}
	c.check = took(func() {
		for i := range model.NodeID(n) {
			of := make([][]byte, n)
			for k := range of {
				of[k] = shares[k][i]
			}
			if right := sharing.CheckAll(i, dealt, of); right < n {
				b.Fatalf("share %d of node %d does not verify", right, i)
			}
		}
	})
	c.recover = took(func() {
		for k := range f + 1 {
			if _, err := dealt[k].Recover(shares[k]); err != nil {
				b.Fatal(err)
			}
		}
	})
	c.octets = float64(len(deals[0]) + n*len(shares[0][0]))
	signatures, keys := log.NewEd25519(1, n)
	entries := 4 * (n + 2) // a node writes a message, n acknowledgments and a certificate in each step
	c.sign = float64(entries) * took(func() { keys[0].Sign(model.Digest{1}) })
	signed := keys[0].Sign(model.Digest{1})
	c.sign += float64(entries*n) * took(func() {
		for range 16 {
			signatures.Verify(0, model.Digest{1}, signed)
		}
	}) / 16
	return c
}

// BenchmarkTicketCosts reports what QSC4's tickets cost a node in a round (TLC §5.3.3): all deals are verified, all
// shares of all deals checked (QSC4-R3), and f+1 secrets recovered.
func BenchmarkTicketCosts(b *testing.B) {
	for _, n := range []int{4, 7, 16, 31, 64} {
		for _, sharing := range []Sharing{NewReal(pvss.Schoenmakers{}, 1, n), NewReal(pvss.Pairing{}, 1, n)} {
			b.Run(fmt.Sprintf("%s/n=%d", sharing.Name(), n), func(b *testing.B) {
				for b.Loop() {
					c := measure(b, sharing, n)
					b.ReportMetric(c.deal, "ms-deal")
					b.ReportMetric(c.verify, "ms-verify")
					b.ReportMetric(c.open, "ms-open")
					b.ReportMetric(c.check, "ms-check")
					b.ReportMetric(c.recover, "ms-recover")
					b.ReportMetric(c.deal+c.verify+c.open+c.check+c.recover, "ms-node-round")
					b.ReportMetric(c.octets, "octets-node-round")
					b.ReportMetric(c.sign, "ms-signing-alone")
					b.ReportMetric(0, "ns/op")
				}
			})
		}
	}
}

// What docs/BYZANTINE.md says of the octets that tickets cost a node is what is sent: a deal, and a share of each deal.
func TestTheDocumentedOctetsAreThoseSent(t *testing.T) {
	text, err := os.ReadFile("../../docs/BYZANTINE.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) == 8 {
			rows[strings.TrimSpace(cells[1])] = cells
		}
	}
	for _, n := range []int{4, 7, 16, 31, 64} {
		for k, sharing := range []Sharing{NewReal(pvss.Schoenmakers{}, 1, n), NewReal(pvss.Pairing{}, 1, n)} {
			terms := Terms{"costs", 1, n - (n-1)/3, model.All(n)}
			deal, err := sharing.Deal(terms, 0, [32]byte{1})
			if err != nil {
				t.Fatal(err)
			}
			dealt, err := sharing.Verify(terms, 0, deal)
			if err != nil {
				t.Fatal(err)
			}
			share, err := dealt.Open(0, [32]byte{1})
			if err != nil {
				t.Fatal(err)
			}
			want, said := strconv.Itoa(len(deal)+n*len(share)), ""
			if row := rows[strconv.Itoa(n)]; row != nil {
				said = strings.ReplaceAll(strings.TrimSpace(row[3+2*k]), ",", "")
			}
			if said != want {
				t.Errorf("n=%d, %s: docs/BYZANTINE.md says %q octets, want %s", n, sharing.Name(), said, want)
			}
		}
	}
}

// wholeRound plays one round of correct nodes on a network that delivers in the order of sending, and returns what they
// concluded, and what happened to node 0. Nobody watches, so that all that is computed is what nodes compute.
func wholeRound(t testing.TB, c tlcb.Config, sharing Sharing, g *tlcb.Group) (all []State, first []model.Event) {
	t.Helper()
	m, err := tlcb.New(c, g, New(c, g.ID, sharing))
	if err != nil {
		t.Fatal(err)
	}
	type packet struct {
		to    model.NodeID
		event model.Event
	}
	var queue []packet
	states := make([]tlcb.State, c.Nodes)
	for i := range states {
		states[i], _ = m.Start(model.NodeID(i))
		queue = append(queue, packet{model.NodeID(i), model.Coin{Value: uint64(i)}})
	}
	for ; len(queue) > 0 && len(all) < c.Nodes; queue = queue[1:] {
		at := queue[0].to
		if at == 0 {
			first = append(first, queue[0].event)
		}
		effects := m.Change(&states[at], queue[0].event, nil)
		all = append(all, Concluded(sim.Observation[tlcb.State]{Node: at, Effects: effects})...)
		for _, effect := range effects {
			switch e := effect.(type) {
			case model.Broadcast:
				for to := range model.NodeID(c.Nodes) {
					if to != at {
						queue = append(queue, packet{to, model.Receive{From: at, Message: e.Message}})
					}
				}
			case model.Send:
				queue = append(queue, packet{e.To, model.Receive{From: at, Message: e.Message}})
			}
		}
	}
	if len(all) < c.Nodes {
		t.Fatalf("%d nodes decide, want %d", len(all), c.Nodes)
	}
	return all, first
}

// alone plays what happened to node 0 once more, with nothing at hand that anybody else has judged.
func alone(t testing.TB, c tlcb.Config, sharing Sharing, g *tlcb.Group, events []model.Event) (all []State) {
	t.Helper()
	m, err := tlcb.New(c, g, New(c, g.ID, sharing))
	if err != nil {
		t.Fatal(err)
	}
	state, _ := m.Start(0)
	for _, e := range events {
		effects := m.Change(&state, e, nil)
		all = append(all, Concluded(sim.Observation[tlcb.State]{Effects: effects})...)
	}
	return all
}

// A large group completes a round with real signatures and real secret sharing in less than a minute of one core, where
// no node judges again what another has judged, and so does a node alone: all of its own work, nothing of which another
// has done for it. QUESERA_DEEP=1 plays it with 64 nodes.
func TestALargeGroupCompletesARoundWithRealCryptography(t *testing.T) {
	n := 10
	if os.Getenv("QUESERA_DEEP") != "" {
		n = 64
	}
	f := (n - 1) / 3
	c := of(n, n-f, f, f)
	g, err := tlcb.RealGroup("large", 1, n, false)
	if err != nil {
		t.Fatal(err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as simulations do: logs are kept, and little else
	start := processor()
	all, first := wholeRound(t, c, NewReal(pvss.Schoenmakers{}, 1, n), g)
	group := time.Duration(processor()-start) * time.Millisecond
	start = processor()
	own := alone(t, c, NewReal(pvss.Schoenmakers{}, 1, n), g, first)
	spent := time.Duration(processor()-start) * time.Millisecond
	commits := 0
	for _, state := range all {
		if state.Decided.Committed {
			commits++
		}
		if state.Decided.Choice != all[0].Decided.Choice && all[0].Decided.Committed || !state.Decided.Choice.Known {
			t.Errorf("decides for %v, want %v", state.Decided.Choice, all[0].Decided.Choice)
		}
	}
	if len(own) != 1 || own[0].Decided.Choice != all[0].Decided.Choice {
		t.Errorf("alone node 0 concludes %+v, want as among the others", own)
	}
	t.Logf("n=%d: a node's own work takes %v of one core, the whole group in one process %v; %d decisions, %d commits", n,
		spent, group, len(all), commits)
	if spent > time.Minute || group > time.Minute {
		t.Errorf("n=%d: %v of one core for a node, %v for all, want less than a minute", n, spent, group)
	}
}
