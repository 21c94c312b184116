package play

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// Each setting is a flag, a member of the JSON and, where it is not as by default or always, a word of the line that
// replays, in the order of their definition: values first, then switches.
func TestASettingIsAFlagAMemberAndAWord(t *testing.T) {
	var number int
	var small uint32
	var large uint64
	var word string
	var first, second bool
	define := func() *Flags {
		f := NewFlags("toy")
		f.Bool(&first, Setting{Name: "first", Short: "f", Usage: "a switch"})
		f.Int(&number, Setting{Name: "number", Short: "n", Member: "other", Always: true, Usage: "a number"}, -3)
		f.Uint32(&small, Setting{Name: "small", Usage: "a small one"}, 4)
		f.Constant("fixed", "always")
		f.Uint64(&large, Setting{Name: "large", Short: "l", Usage: "a large one"}, 5)
		f.String(&word, Setting{Name: "word", Always: true, Usage: "a word"}, "w")
		f.Bool(&second, Setting{Name: "second", Member: "2nd", Usage: "another switch"})
		return f
	}
	for args, want := range map[string]struct{ replay, members string }{
		"": {"quesera sim toy -n -3 --word w", "[{first false} {other -3} {small 4} {fixed always} {large 5} {word w} " +
			"{2nd false}]"},
		"-f -n 7 --small 8 -l 9 --word x --second": {"quesera sim toy -n 7 --small 8 -l 9 --word x --first --second",
			"[{first true} {other 7} {small 8} {fixed always} {large 9} {word x} {2nd true}]"},
		"--large 6 --number 1": {"quesera sim toy -n 1 -l 6 --word w",
			"[{first false} {other 1} {small 4} {fixed always} {large 6} {word w} {2nd false}]"},
	} {
		f := define()
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(f.members()); f.Replay() != want.replay || got != want.members {
			t.Errorf("%s: %s, %s, want %+v", args, f.Replay(), got, want)
		}
		f.PlayedBy("quesera other", " file")
		if got, w := f.Replay(), strings.Replace(want.replay, "sim toy", "other", 1)+" file"; got != w {
			t.Errorf("%s: %s, want %s", args, got, w)
		}
	}
	f := define()
	lines := strings.Split(f.Usages(), "\n")
	var named []string
	for _, line := range lines {
		named = append(named, strings.Fields(strings.ReplaceAll(line, ",", ""))[0])
	}
	if !slices.Equal(named, []string{"-f", "-n", "--small", "-l", "--word", "--second"}) ||
		!strings.HasSuffix(lines[1], "a number (default -3)") || !strings.HasSuffix(lines[0], "a switch") {
		t.Errorf("%q", lines)
	}
	if f.Protocol() != "toy" || f.Traced() || f.Logged() {
		t.Errorf("%s, traced %v, logged %v", f.Protocol(), f.Traced(), f.Logged())
	}
	if f.LeavesLogs(); f.Traced() || !f.Logged() {
		t.Error("leaves logs")
	}
	if f.LeavesTraces(); !f.Traced() {
		t.Error("leaves traces")
	}
}

// A run is given up after very many moves in any case.
func TestNoRunIsLongerThanTheBound(t *testing.T) {
	f := NewFlags("toy")
	rounds := uint32(1<<32 - 1)
	f.Rounds(&rounds)
	f.Faults.Loss = 99
	if got := f.Limit(500); got != 1<<40 {
		t.Errorf("%d moves, want 2^40", got)
	}
}

// The network is by default one of equal chances without faults. Adversaries of the protocol come after those of all.
func TestTheNetworkOfTheFlags(t *testing.T) {
	own := Adversary{"own", "as it likes", func() sim.Adversary { return first }}
	nodes := 3
	for _, c := range []struct {
		args, says, replay, wrong string
	}{
		{"", "every packet in flight equally likely to be next", "--seed 1 --adversary random", ""},
		{"--adversary uneven --seed 3", "uneven links, oblivious of contents", "--seed 3 --adversary uneven", ""},
		{"--adversary own --loss 1", "as it likes; 1% lost, 0% twice, up to 0 partitions and 0 crashes",
			"--seed 1 --adversary own --loss 1", ""},
		{"--duplicate 2", "every packet in flight equally likely to be next; 0% lost, 2% twice, up to 0 partitions and 0 " +
			"crashes", "--seed 1 --adversary random --duplicate 2", ""},
		{"--partition 3", "every packet in flight equally likely to be next; 0% lost, 0% twice, up to 3 partitions and 0 " +
			"crashes", "--seed 1 --adversary random --partition 3", ""},
		{"--crash 1 --moves 5 --unsafe", "every packet in flight equally likely to be next; 0% lost, 0% twice, up to 0 " +
			"partitions and 1 crashes", "--seed 1 --adversary random --crash 1 --moves 5 --unsafe", ""},
		{"--adversary none", `adversary = "none", want random, uneven or own`, "--seed 1 --adversary none",
			`adversary = "none", want random, uneven or own`},
	} {
		f := NewFlags("toy")
		f.DefineSeed()
		f.DefineNetwork(&nodes, own)
		f.DefineLimits("allow it")
		if err := f.Set().Parse(strings.Fields(c.args)); err != nil {
			t.Fatal(err)
		}
		_, err := f.adversary()
		if f.network() != c.says || f.Replay() != "quesera sim toy "+c.replay || (err != nil) != (c.wrong != "") ||
			err != nil && err.Error() != c.wrong {
			t.Errorf("%s: %s, %s, %v", c.args, f.network(), f.Replay(), err)
		}
		if usage := f.Usages(); !strings.Contains(usage, "who orders the packets: random, uneven, own (default") {
			t.Errorf("%s", usage)
		}
		for _, flag := range []string{"loss", "duplicate", "partition", "crash", "moves"} {
			if f.Set().Lookup(flag).DefValue != "0" {
				t.Errorf("--%s is %s by default", flag, f.Set().Lookup(flag).DefValue)
			}
		}
	}
	f := NewFlags("toy")
	f.DefineNetwork(&nodes)
	for _, restarts := range []int{1, 2} {
		f.Faults.Restarts = restarts
		want := fmt.Sprintf("every packet in flight equally likely to be next; up to %d crashes of nodes that go on",
			restarts)
		if f.network() != want {
			t.Errorf("%s, want %s", f.network(), want)
		}
	}
}

// first is an adversary that picks what was sent first.
var first = sim.Oblivious(func([]sim.Envelope, sim.Chooser) int { return 0 })

// gossip is a machine that tells all others when it begins, and once more when it hears something for the first time.
type gossip struct{}

type rumour struct{}

func (rumour) Label() model.Label { return model.Label{} }

func (gossip) Start(model.NodeID) (int, []model.Effect) {
	return 0, []model.Effect{model.Broadcast{Message: rumour{}}}
}

func (gossip) Apply(s int, _ model.Event) (int, []model.Effect) {
	if s == 0 {
		return 1, []model.Effect{model.Broadcast{Message: rumour{}}}
	}
	return s + 1, nil
}

// A world is that of the flags: of their seed, adversary and faults, told of to whoever wants each move. Whether lost
// packets are sent again is for the protocol to say.
func TestAWorldIsThatOfTheFlags(t *testing.T) {
	nodes := 4
	moves := func(start func(record func(sim.Move)) (World, error)) string {
		var all []sim.Move
		w, err := start(func(m sim.Move) { all = append(all, m) })
		if err != nil {
			t.Fatal(err)
		}
		_ = w.Run(func() bool { return false }, 60)
		return fmt.Sprint(sim.Schedule(all), w.Moves())
	}
	seen := map[string]bool{}
	for _, args := range []string{"", "--seed 2", "--loss 40", "--duplicate 40", "--crash 2", "--partition 2",
		"--adversary uneven", "--adversary own", "--adversary uneven --seed 2"} {
		f := NewFlags("toy")
		f.DefineSeed()
		f.DefineNetwork(&nodes, Adversary{"own", "", func() sim.Adversary { return first }})
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		for _, again := range []bool{false, true} {
			config := sim.Config[int]{Nodes: 4, Machine: gossip{}, Faults: sim.Faults{Retransmit: again, Loss: 7}}
			got := moves(func(record func(sim.Move)) (World, error) {
				f.Record(record)
				return NewWorld(f, config)
			})
			f.Record(nil)
			want := moves(func(record func(sim.Move)) (World, error) {
				faults := f.Faults
				faults.Retransmit = again
				adversary := map[string]sim.Adversary{"uneven": sim.Uneven(4), "own": first}[f.Adversary]
				return sim.New(sim.Config[int]{Nodes: 4, Machine: gossip{}, Faults: faults, Chooser: sim.Random(f.Seed),
					Adversary: adversary, Record: record})
			})
			if got != want {
				t.Errorf("%s, sent again: %v: %s, want %s", args, again, got, want)
			}
			seen[got] = true
		}
	}
	if len(seen) < 9 {
		t.Errorf("%d different runs, want nine", len(seen))
	}
	f := NewFlags("toy")
	f.DefineNetwork(&nodes)
	f.Adversary = "none"
	if _, err := NewWorld(f, sim.Config[int]{Nodes: 4, Machine: gossip{}}); err == nil {
		t.Error("a world of a network that there is not")
	}
}
