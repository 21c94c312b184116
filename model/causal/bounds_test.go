package causal_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/causal"
)

// A message that is deliverable and not yet delivered is held once, however often it comes.
func TestADeliverableMessageIsHeldOnce(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 6)
	m := message(1, 0, causal.NewTime(3, 0))
	if first, again := d.Offer(m), d.Offer(m); first != causal.Taken || again != causal.Old || d.Held() != 1 {
		t.Errorf("%v and %v, %d held, want Taken, Old and one", first, again, d.Held())
	}
}

// A header's past must reach up to the message: with the last stamp of its span at least, and without wrapping
// around the end of all stamps.
func TestAPastReachesUpToItsMessage(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 100)
	for _, c := range []struct {
		stamp, base causal.Stamp
		want        causal.Receipt
	}{
		{causal.Span - 1, 0, causal.Taken},
		{causal.Span, 0, causal.Invalid},
		{3, 3, causal.Taken},
		{2, 3, causal.Invalid},
		{0, math.MaxUint32, causal.Invalid}, // one below the base, where numbers wrap
	} {
		if got := d.Offer(message(1, c.stamp, causal.NewTime(3, c.base))); got != c.want {
			t.Errorf("stamp %d, past from %d: %v, want %v", c.stamp, c.base, got, c.want)
		}
	}
}

// The floor does not fall when a time with a lower base is taken over, and what that has above the floor counts.
func TestAdoptingAnOlderTimeKeepsTheFloor(t *testing.T) {
	d := causal.NewDelivery[*note](2, 3, 100)
	d.Adopt(causal.NewTime(2, 0).With(0, 2).With(0, 4))
	now := d.Time()
	if now.Base() != 3 || !now.Has(0, 4) || now.Has(0, 2) {
		t.Errorf("floor %d, has stamp 4: %v, want 3 and true", now.Base(), now.Has(0, 4))
	}
	if got := d.Offer(message(1, 2, causal.NewTime(2, 0))); got != causal.Old {
		t.Errorf("a message below the floor: %v, want Old", got)
	}
}

// A message is counted and released once, however often the floor rises after it.
func TestWhatCameTooEarlyIsReleasedOnce(t *testing.T) {
	d := causal.NewDelivery[*note](2, 0, 100)
	d.Offer(message(1, 3, causal.NewTime(2, 2)))
	for _, floor := range []causal.Stamp{2, 3, 3} {
		d.Move(floor, 100)
		if d.Held() != 1 {
			t.Errorf("floor %d: %d held, want 1", floor, d.Held())
		}
	}
	if got := fmt.Sprint(all(&d)); got != "[{1 3}]" || d.Held() != 0 {
		t.Errorf("delivered %s, %d held, want [{1 3}] and none", got, d.Held())
	}
}

// A message that waited for a broadcast that was taken over waits for the next one it lacks, of another node.
func TestWhatIsTakenOverIsWaitedForNoMore(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 6)
	d.Offer(message(2, 1, causal.NewTime(3, 0).With(0, 0).With(1, 1))) // waits for node 1
	copied := d
	copied.Adopt(causal.NewTime(3, 0).With(1, 1))
	copied.Offer(message(0, 0, causal.NewTime(3, 0)))
	if got := fmt.Sprint(all(&copied)); got != "[{0 0} {2 1}]" || copied.Held() != 0 {
		t.Errorf("delivered %s, %d held, want both and none", got, copied.Held())
	}
	d.Offer(message(0, 0, causal.NewTime(3, 0)))
	if got := fmt.Sprint(all(&d)); got != "[{0 0}]" || d.Held() != 1 {
		t.Errorf("the original delivers %s, %d held, want [{0 0}] and one", got, d.Held())
	}
}

// What the floor or a time taken over has made useless is not held any more, whether it lacked something, came too
// early or was deliverable: a buffer holds at most one message a node and stamp between floor and horizon.
func TestWhatIsOfNoUseIsDropped(t *testing.T) {
	ahead := causal.NewTime(2, 0).With(0, 5)
	for name, c := range map[string]struct {
		m    *note
		then func(*causal.Delivery[*note])
	}{
		"below the floor, and lacks what is above": {message(1, 1, ahead),
			func(d *causal.Delivery[*note]) { d.Move(2, 100) }},
		"taken over, and lacks what is not": {message(1, 1, ahead),
			func(d *causal.Delivery[*note]) { d.Adopt(causal.NewTime(2, 0).With(1, 1)) }},
		"too early, and taken over": {message(1, 3, causal.NewTime(2, 2)),
			func(d *causal.Delivery[*note]) { d.Adopt(causal.NewTime(2, 0).With(1, 3)) }},
		"below the floor, and lacked what is below": {message(1, 1, causal.NewTime(2, 0).With(0, 0)),
			func(d *causal.Delivery[*note]) { d.Move(2, 100) }},
	} {
		d := causal.NewDelivery[*note](2, 0, 100)
		if got := d.Offer(c.m); got != causal.Taken {
			t.Fatalf("%s: %v, want Taken", name, got)
		}
		c.then(&d)
		if d.Held() != 0 {
			t.Errorf("%s: %d held, want none", name, d.Held())
		}
		if got := all(&d); len(got) != 0 {
			t.Errorf("%s: delivered %v", name, got)
		}
	}
}

// A copy may raise its floor or take over a time: the original's waiting lists stay as they are.
func TestLookingAgainChangesTheCopyAlone(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 100)
	d.Offer(message(2, 2, causal.NewTime(3, 0).With(0, 0)))
	d.Offer(message(1, 2, causal.NewTime(3, 0).With(1, 1)))
	copied := d
	copied.Move(1, 100)
	copied.Move(2, 100)
	if got := fmt.Sprint(all(&copied)); got != "[{1 2} {2 2}]" {
		t.Errorf("the copy delivers %s", got)
	}
	d.Offer(message(0, 0, causal.NewTime(3, 0)))
	d.Offer(message(1, 1, causal.NewTime(3, 0)))
	if got := fmt.Sprint(all(&d)); got != "[{0 0} {1 1} {1 2} {2 2}]" || d.Held() != 0 {
		t.Errorf("the original delivers %s, %d held", got, d.Held())
	}
}

// A time speaks of the stamps of its span and of the nodes of its group, of each.
func TestATimeSpeaksOfItsSpan(t *testing.T) {
	const n, base = 70, 4
	time := causal.NewTime(n, base)
	for s := causal.Stamp(base); s < base+causal.Span; s++ {
		time = time.With(n-1, s).With(model.NodeID(s), s)
	}
	for s := causal.Stamp(0); s < base+causal.Span+3; s++ {
		want := model.NodeSet{}
		if s >= base && s < base+causal.Span {
			want = model.Only(n - 1).With(model.NodeID(s))
		}
		if got := time.At(s); !got.Equal(want) {
			t.Errorf("at %d: %v, want %v", s, got, want)
		}
	}
	for name, f := range map[string]func(){
		"the first node outside the group":  func() { time.With(n, base) },
		"the first stamp after the span":    func() { time.With(0, base+causal.Span) },
		"the last stamp before the span":    func() { time.With(0, base-1) },
		"a node far outside of every group": func() { time.With(2000, base) },
	} {
		if !panics(f) {
			t.Errorf("%s is accepted", name)
		}
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

// From keeps what is above the new base, Join adds what the other has above one's own base, and neither has more.
func TestTimesAreCutAndJoined(t *testing.T) {
	low := causal.NewTime(3, 2).With(0, 2).With(1, 4).With(2, 7)
	cut := low.From(4)
	if want := causal.NewTime(3, 4).With(1, 4).With(2, 7); !cut.Equal(want) {
		t.Errorf("from 4 on: %v, want %v", cut, want)
	}
	if got := low.From(2); !got.Equal(low) {
		t.Errorf("from its own base on: %v, want %v", got, low)
	}
	high := causal.NewTime(3, 4).With(0, 4).With(0, 9)
	joined := high.Join(&low)
	if want := high.With(1, 4).With(2, 7); !joined.Equal(want) {
		t.Errorf("joined to the higher: %v, want %v", joined, want)
	}
	joined = low.Join(&high)
	if want := low.With(0, 4); !joined.Equal(want) { // stamp 9 is beyond its span
		t.Errorf("joined to the lower: %v, want %v", joined, want)
	}
}

// A time lacks whatever the other has at some stamp of its span and at some node; equal are those that speak of the
// same group and stamps, and lack nothing of each other.
func TestEachBroadcastCountsWhenTimesAreCompared(t *testing.T) {
	const n = 66
	some := causal.NewTime(n, 1).With(3, 2)
	for s := causal.Stamp(1); s < 1+causal.Span; s++ {
		for _, node := range []model.NodeID{0, 1, n - 1} {
			more := some.With(node, s)
			if some.Includes(&more) || !more.Includes(&some) || some.Equal(more) || more.Equal(some) {
				t.Errorf("broadcast %d of node %d makes no difference", s, node)
			}
		}
	}
	if older := some.From(0); older.Equal(some) || some.Equal(older) {
		t.Error("times from different stamps on are equal")
	}
	if a, b := causal.NewTime(2, 0), causal.NewTime(3, 0); a.Equal(b) {
		t.Error("times of different groups are equal")
	}
}

// The encoding is the size of the group in 2 octets, the base in 4, and of each set its words in one octet, and those:
// all with the lowest octet first. Where a set ends cannot be mistaken.
func TestTheEncodingOfATime(t *testing.T) {
	time := causal.NewTime(0x102, 0x10203).With(0, 0x10203).With(64, 0x10203).With(1, 0x10205)
	word := func(low byte) []byte { return []byte{low, 0, 0, 0, 0, 0, 0, 0} }
	want := slices.Concat([]byte{2, 1, 3, 2, 1, 0}, []byte{2}, word(1), word(1), []byte{1}, word(0), []byte{1}, word(2))
	for range causal.Span - 3 {
		want = append(append(want, 1), word(0)...)
	}
	if got := time.AppendTo(nil); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	start := []byte("before")
	if got := time.AppendTo(start); !slices.Equal(got, slices.Concat(start, want)) {
		t.Errorf("appended: %v", got)
	}
	large := causal.NewTime(1000, 0).With(500, 0)
	if got := large.AppendTo(nil); got[6] != 8 {
		t.Errorf("of a set of eight words the length is %d", got[6])
	}
	a := causal.NewTime(66, 0).With(0, 0).With(64, 0).With(0, 1)
	b := causal.NewTime(66, 0).With(0, 0).With(0, 1).With(64, 1)
	if slices.Equal(a.AppendTo(nil), b.AppendTo(nil)) {
		t.Error("different times have the same encoding")
	}
}
