package drive

import (
	"errors"
	"os"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim/play"
	"quesera/oracle/lockstep"
)

// A run is played once more by a line that has the group, the seed, the rounds and the order always, and all else where
// it is not as usual. The first protocol is the usual one.
func TestTheLineThatPlaysARunAgain(t *testing.T) {
	always := "quesera sim drive -n 3 -t 0 -w 0 --seed 1 --rounds 20 --adversary random"
	want := map[string]string{"": always, "--tickets 1099511627776 --moves 100000 --restart 0": always,
		"--tickets 9":                        always + " --tickets 9",
		"--moves 99999":                      always + " --moves 99999",
		"--restart 1":                        always + " --restart 1",
		"--own-tickets --pipelined --unsafe": always + " --own-tickets --pipelined --unsafe",
		"-n 5 -t 3 -w 2 --seed 7 --rounds 4": "quesera sim drive -n 5 -t 3 -w 2 --seed 7 --rounds 4 --adversary random"}
	for k, p := range catalogue.TraceFormats() {
		args := "--protocol " + p.Name
		if want[args] = always; k > 0 {
			want[args] = strings.Replace(always, "drive ", "drive "+args+" ", 1)
		}
	}
	for args, want := range want {
		f := play.NewFlags("drive")
		Define(f, &Pool{}, catalogue.TraceFormats())
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		if got := f.Replay(); got != want {
			t.Errorf("%s: played again by %s, want %s", args, got, want)
		}
		if !f.Traced() || f.Faults.Rarity != 50 || f.Faults.Restarts < 0 || f.Moves != 100_000 && f.Moves != 99_999 {
			t.Errorf("traced: %v, faults %+v, moves %d", f.Traced(), f.Faults, f.Moves)
		}
	}
}

// What nodes are told of the group is as it was asked for.
func TestTheHeaderIsAsAskedFor(t *testing.T) {
	clock, rounds := "--protocol "+named(false), "-w 2 --protocol "+named(true)
	for args, want := range map[string]traceformat.Rounds{clock: traceformat.Pipelined, rounds: traceformat.Sequential,
		rounds + " --pipelined": traceformat.Pipelined, clock + " --pipelined": traceformat.Pipelined} {
		h := built(t, args).session.Header()
		if h.Rounds != want || h.Protocol.Decides() != strings.HasPrefix(args, rounds) || h.Nodes != 3 ||
			h.MessageThreshold != 2 || h.WitnessThreshold != map[bool]int{true: 2}[strings.HasPrefix(args, rounds)] ||
			h.Acks != traceformat.Direct || h.Source != "quesera drive" {
			t.Errorf("%s: %+v", args, h)
		}
	}
	for _, args := range []string{"--tickets 1", "--tickets 9007199254740992", "--rounds 1", "--rounds 1048576"} {
		built(t, args)
	}
	for _, args := range []string{"--rounds 1048577", "--tickets 9007199254740993"} {
		_, _, build := driven(t, "good", args)
		if s, err := build(); err == nil || s != nil {
			t.Errorf("%s: accepted", args)
		}
	}
}

// Nodes draw their own tickets only if asked to.
func TestWhoDrawsTickets(t *testing.T) {
	for args, want := range map[string]bool{"": false, " --own-tickets": true} {
		m, _ := speaking(t, "-w 2 --protocol "+named(true)+args, saying{Then: []string{done(1)}},
			saying{Then: []string{`{"event":"send","kind":"raw","id":"0.1","step":0,"ticket":8}`,
				`{"event":"receive","id":"0.1"}`, `{"event":"send","kind":"ack","id":"0.2","step":0,"of":"0.1","to":0}`,
				`{"event":"receive","id":"0.2"}`, done(2)}})
		m.Start(0)
		m.Apply(0, model.Coin{Value: 7})
		if m.failed != nil || (m.difference == nil) != want || !want && m.difference.Rule != "LOCK-TICKET" {
			t.Errorf("%q: %v, %v", args, m.difference, m.failed)
		}
	}
}

// A group is safe if decisions need majorities, and if those that do not crash are enough for both thresholds.
func TestWhichGroupsAreSafe(t *testing.T) {
	clock, rounds := "--protocol "+named(false), "--protocol "+named(true)
	for _, c := range []struct {
		args    string
		crashes int
		want    string
	}{
		{rounds + " -n 4 -t 3 -w 3", 1, ""},
		{rounds + " -n 4 -t 2 -w 3", 0, "threshold = 2, want more than n/2 = 2"},
		{rounds + " -n 4 -t 3 -w 2", 0, "threshold = 2, want more than n/2 = 2"},
		{rounds + " -n 5 -t 2 -w 3", 0, "threshold = 2, want more than n/2 = 2"},
		{rounds + " -n 5 -t 3 -w 3", 2, ""},
		{rounds + " -n 5 -t 3 -w 3", 3, "threshold = 3 with 3 crashes of 5 nodes"},
		{rounds + " -n 5 -t 4 -w 3", 2, "threshold = 4 with 2 crashes of 5 nodes"},
		{rounds + " -n 5 -t 3 -w 4", 2, "threshold = 4 with 2 crashes of 5 nodes"},
		{clock + " -n 4 -t 1 -w 0", 3, ""},
		{clock + " -n 4 -t 2 -w 2", 2, ""},
		{clock + " -n 4 -t 2 -w 2", 3, "threshold = 2 with 3 crashes of 4 nodes"},
	} {
		err := built(t, c.args).Safe(c.crashes)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %d crashes: %v, want %s", c.args, c.crashes, err, c.want)
		}
	}
}

// What cannot be started is an error: a folder, a trace, a network. What is left of a run before ends, and nobody else
// judges.
func TestWhatCannotBeStarted(t *testing.T) {
	f, pool, build := driven(t, "good", "")
	s, err := build()
	if err != nil {
		t.Fatal(err)
	}
	r := s.(*run)
	left, err := pool.get(0, r.session.Header(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	judged := play.Tracing{Judge: func(traceformat.Header) play.Judge { panic("another judge is asked") }}
	f.Adversary = "nobody"
	if w, err := r.Start(f, judged); err == nil || r.world != nil || !closed(left) || len(pool.busy) != 0 {
		t.Errorf("%v, %v, %d busy", w, err, len(pool.busy))
	}
	f.Adversary = "random"
	w, err := r.Start(f, judged)
	if err != nil || r.world == nil || r.world != w || len(pool.busy) != 3 || r.move() != w.Moves() {
		t.Errorf("%v, %d busy", err, len(pool.busy))
	}
	first := r.dir
	if err := w.Run(func() bool { return w.Moves() == 4 }, 9); err != nil || r.move() != 4 {
		t.Errorf("%v, move %d", err, r.move())
	}
	again, _ := build()
	next := again.(*run)
	next.session = lockstep.New(traceformat.Header{}, lockstep.Options{})
	if _, err := next.Start(f, play.Tracing{To: &strings.Builder{}}); err == nil {
		t.Error("started, with a trace that cannot be begun")
	}
	if next.dir == first || next.world != nil || len(pool.busy) != 0 {
		t.Errorf("folder %s, after %s", next.dir, first)
	}
	pool.Close()
	last, _ := build()
	if _, err := last.Start(f, play.Tracing{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("started without a folder: %v", err)
	}
}
