package trace

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	tf "quesera/internal/traceformat"

	"quesera/spec"
)

// zip compresses a trace.
func zip(t testing.TB, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzJudge feeds arbitrary bytes: the judge must not panic, must say the same twice and
// of the compressed text, and scarce memory may make it give up but never change its mind.
func FuzzJudge(f *testing.F) {
	for _, r := range []run{small(1), direct, bare, sequential} {
		const lines = 30 // the fuzzer is slow on long inputs
		f.Add(encode(f, r.Header, r.record()[:lines]))
	}
	for n := range 2 { // one and two nodes go through whole rounds in few lines
		r := run{Header: tf.Header{Protocol: qscFormat, Nodes: n + 1, MessageThreshold: n + 1, WitnessThreshold: n + 1},
			steps: tf.Step(5 - 2*n), tickets: 2}
		f.Add(encode(f, r.Header, r.record()))
	}
	f.Add([]byte{0x1f, 0x8b})
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o := Options{Unsafe: true}
		first := Judge(bytes.NewReader(data), o)
		if d := cmp.Diff(first, Judge(bytes.NewReader(data), o)); d != "" {
			t.Fatalf("judging twice: %s", d)
		}
		if len(data) < 2 || data[0] != 0x1f || data[1] != 0x8b {
			if d := cmp.Diff(first, Judge(bytes.NewReader(zip(t, data)), o)); d != "" {
				t.Fatalf("compressed: %s", d)
			}
		}
		sameUnlessGivenUp(t, first, Judge(bytes.NewReader(data), Options{Unsafe: true, Memory: 4000}))
	})
}

// sameUnlessGivenUp wants a verdict under scarce memory to be that under ample memory, or
// inconclusive. The rule may differ where a message is gone: the judge then no longer knows whether a node had
// received it.
func sameUnlessGivenUp(t *testing.T, ample, scarce Result) {
	t.Helper()
	if scarce.Verdict == spec.Inconclusive {
		return
	}
	if scarce.Verdict != ample.Verdict || scarce.Breach.Line != ample.Breach.Line {
		t.Fatalf("scarce memory: got %s %s, want %s %s", scarce.Verdict, scarce.Breach, ample.Verdict, ample.Breach)
	}
}

// FuzzMutatedRun changes good runs event by event, which arbitrary bytes rarely manage,
// under the claims of FuzzJudge.
func FuzzMutatedRun(f *testing.F) {
	f.Add(uint64(1), uint64(7), uint8(0))
	f.Add(uint64(2), uint64(8), uint8(3))
	f.Add(uint64(24), uint64(77), uint8('j')) // receives a message that nobody sent, where later ones are gone
	f.Add(uint64(91), uint64(33), uint8('5')) // memory is at its end before lines that are out of order
	f.Fuzz(func(t *testing.T, seed, change uint64, count uint8) {
		r := []run{small(0), direct, bare, sequential, ties, slow}[seed%6]
		r.seed, r.steps = seed/6%50, 6
		text := encode(t, r.Header, mutate(r.record(), r.Nodes, change, int(count%8)))
		first := Judge(bytes.NewReader(text), Options{})
		if count%8 == 0 && first.Verdict != spec.Holds {
			t.Fatalf("unchanged: %s", first.Breach)
		}
		if first.Verdict == spec.Unusable && first.Breach.Rule.ID != ruleOrder {
			t.Fatalf("got %s", first.Breach)
		}
		sameUnlessGivenUp(t, first, Judge(bytes.NewReader(text), Options{Memory: 12_000}))
	})
}

// mutate makes count changes at random places.
func mutate(list events, nodes int, seed uint64, count int) events {
	rng := rand.New(rand.NewPCG(seed, 2))
	for range count {
		i, k := rng.IntN(len(list)), rng.IntN(len(list))
		switch rng.IntN(6) {
		case 0:
			list = list.remove(i)
		case 1:
			list = list.insert(i, list[k])
		case 2:
			list = list.change(i, func(e *tf.Event) { e.Node = tf.Node(rng.IntN(nodes)) })
		case 3:
			list = list.change(i, func(e *tf.Event) { e.ID, e.Of, e.Choice.ID = list[k].ID, list[k].ID, list[k].ID })
		case 4:
			list = list.change(i, func(e *tf.Event) { e.Step, e.Round, e.Ticket = list[k].Step, list[k].Round, list[k].Ticket })
		default:
			list[i].Committed = !list[i].Committed
		}
	}
	return list
}

// The verdict on a good run does not depend on how the nodes' lines are interleaved, as long as
// each node's own order is kept and messages are sent before they are received.
func TestTheInterleavingOfNodesDoesNotMatter(t *testing.T) {
	for seed := range uint64(30) {
		r := []run{small(seed), five, sequential, direct}[seed%4]
		r.seed = seed
		if got := judgeEvents(t, r.Header, interleave(r.record(), r.Nodes, seed), Options{}); got.Verdict != spec.Holds {
			t.Errorf("seed %d: %s", seed, got.Breach)
		}
	}
}

// interleave merges the nodes' lines anew, at random.
func interleave(list events, nodes int, seed uint64) (merged events) {
	rng := rand.New(rand.NewPCG(seed, 3))
	queues := make([]events, nodes)
	for _, e := range list {
		queues[e.Node] = append(queues[e.Node], e)
	}
	sent := map[tf.ID]bool{}
	for len(merged) < len(list) {
		n := rng.IntN(nodes)
		for len(queues[n]) > 0 && rng.IntN(20) > 0 {
			e := queues[n][0]
			if e.Kind == tf.Receive && !sent[e.ID] {
				break
			}
			sent[e.ID] = true
			merged = append(merged, e)
			queues[n] = queues[n][1:]
		}
	}
	return merged
}

// cpuTime is the processor time that the process has taken, whatever else the machine does.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkJudge judges whole traces; events/cpu-s is the figure to look at.
func BenchmarkJudge(b *testing.B) {
	header := func(n, t int, acks tf.Acks) tf.Header {
		return tf.Header{Protocol: qscFormat, Nodes: n, MessageThreshold: t, WitnessThreshold: t, Acks: acks}
	}
	for _, c := range []struct {
		name string
		run  run
	}{
		{"n=3", run{Header: header(3, 2, tf.Gossiped), seed: 1, steps: 2000, tickets: 30, slow: 5}},
		{"n=21", run{Header: header(21, 11, tf.Gossiped), seed: 1, steps: 6, tickets: 210, slow: 5}},
		{"n=100,direct", run{Header: header(100, 51, tf.Direct), seed: 1, steps: 5, tickets: 1000}},
	} {
		var text []byte
		var count int
		b.Run(c.name, func(b *testing.B) {
			if text == nil {
				list := c.run.record()
				text, count = encode(b, c.run.Header, list), len(list)
			}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			start := cpuTime()
			for b.Loop() {
				if r := Judge(bytes.NewReader(text), Options{}); r.Verdict != spec.Holds {
					b.Fatal(r.Breach)
				}
			}
			b.ReportMetric(float64(count)*float64(b.N)/(cpuTime()-start).Seconds(), "events/cpu-s")
		})
	}
}
