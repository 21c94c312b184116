package trace

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// What a finding says has the numbers at their places: the message's step first, then the node's own, and so on.
func TestFindingsSayWhatWasGotAndWanted(t *testing.T) {
	late := 0
	for _, m := range tlcMutations {
		if m.rule != ruleAckLate {
			continue
		}
		for seed := uint64(0); seed < 60 && late < 2; seed++ {
			m.base.seed = seed
			good := events(m.base.record())
			for i := len(good) / 4; i < len(good); i++ {
				bad, at := m.make(good, i)
				if bad == nil || at < 0 {
					continue
				}
				r := judgeEvents(t, m.base.Header, bad, Options{})
				raw, own := stepOfMessage(bad, bad[at].Of), bad.step(at, bad[at].Node)
				want := fmt.Sprintf("acknowledges %s of step %d, but is at step %d itself", bad[at].Of, raw, own)
				if raw >= own || !strings.HasPrefix(r.Breach.Message, want) {
					t.Errorf("%s, want %s", r.Breach.Message, want)
				}
				late++
				break
			}
		}
	}
	if late < 2 {
		t.Errorf("%d late acknowledgments, want two", late)
	}
	r := Unreadable(errors.New("no such file"))
	if r.Verdict != spec.Unusable || r.Breach.Message != "cannot be read: no such file" {
		t.Errorf("an unreadable file is %v: %+v", r.Verdict, r.Breach)
	}
	hash := [32]byte{0x01, 0xab, 2, 3, 4, 0xff, 9}
	for want, got := range map[string]string{"01ab020304ff…": shortHash(hash),
		"nothing, not committed":       choiceOf(false, hash, false),
		"nothing, committed":           choiceOf(false, hash, true),
		"01ab020304ff…, committed":     choiceOf(true, hash, true),
		"01ab020304ff…, not committed": choiceOf(true, hash, false)} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	c := commitReading{byTwo: true}
	if got := c.String(); got != "rivals count that are known by step s+2" {
		t.Errorf("a reading is %s", got)
	}
	c.byTwo, c.settled.known, c.settled.round, c.settled.node = false, true, 4, 2
	if got := c.String(); got != "rivals count that are known by step s+3, as the decision of round 4 by node 2 shows" {
		t.Errorf("a reading that is settled is %s", got)
	}
}

// stepOfMessage is the step that a message was sent in.
func stepOfMessage(ev events, id tf.ID) tf.Step {
	for i, e := range ev {
		if e.Kind == tf.SendRaw && e.ID == id {
			return ev.step(i, e.Node)
		}
	}
	return 0
}

// A run that is judged while it happens has no finding until something breaks a rule; what comes after that is not
// judged, and the finding stays.
func TestARunIsJudgedWhileItHappens(t *testing.T) {
	three.seed = 1
	good := events(three.record())
	live := NewLive(three.Header, Options{})
	for i, e := range good {
		if err := live.Encode(e); err != nil {
			t.Fatal(err)
		}
		if f := live.Finding(); f.Verdict != spec.Holds || f.Events != i+1 || f.Rule != "" || f.Message != "" {
			t.Fatalf("after event %d: %+v", i, f)
		}
	}
	live = NewLive(three.Header, Options{})
	wrong := good[len(good)-1]
	for i, e := range good {
		if i == len(good)/2 {
			e = tf.Event{Kind: tf.Receive, Node: 1, ID: tf.ID{Sender: 0, Number: 1 << 30}}
			wrong = e
		}
		if err := live.Encode(e); err != nil || live.Flush() != nil {
			t.Fatal(err)
		}
	}
	f := live.Finding()
	if f.Verdict == spec.Holds || f.Rule == "" || f.Section == "" || f.Message == "" || int(f.Node) != int(wrong.Node) ||
		f.Events != len(good)/2 {
		t.Errorf("%+v", f)
	}
}

// Memory is not tidied before that is due; and each message takes room that grows with the group, a raw one more than
// others.
func TestMessagesTakeRoomThatGrowsWithTheGroup(t *testing.T) {
	j := newJudge(three.Header, 100*firstTidy)
	if j.memory.used, j.memory.due = 5, 6; j.tidy() != nil || j.memory.due != 6 {
		t.Errorf("tidied before it was due")
	}
	if m := newMemory(7); m.budget != 7 || m.due != 7 {
		t.Errorf("a small memory is %+v", m)
	}
	size := func(nodes int, kind tf.Kind) int {
		h := three.Header
		h.Nodes = nodes
		return newJudge(h, 1).size(&message{kind: kind})
	}
	if size(3, tf.SendAck) != size(64, tf.SendAck) || size(65, tf.SendAck) != size(64, tf.SendAck)+8 ||
		size(129, tf.SendAck) != size(64, tf.SendAck)+16 || size(65, tf.SendRaw) != size(64, tf.SendRaw)+32 ||
		size(3, tf.SendRaw) <= size(3, tf.SendAck) || size(3, tf.SendWit) != size(3, tf.SendAck) ||
		size(3, tf.SendAck) < 64 {
		t.Error("messages take other room")
	}
	if rows := newJudge(three.Header, 1).rowSize(); rows != 8*three.Nodes {
		t.Errorf("a row takes %d octets", rows)
	}
}
