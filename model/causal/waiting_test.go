package causal_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"quesera/model"
	"quesera/model/causal"
)

// In a group of more than 64 every message is delivered once and after its past, in whatever order
// and however often it comes, whether it is offered or passed.
func TestDeliveryInALargeGroup(t *testing.T) {
	const n = 130
	none := causal.NewTime(n, 0)
	firsts := none
	var messages []*note
	for i := range model.NodeID(n) {
		messages = append(messages, message(i, 0, none))
		firsts = firsts.With(i, 0)
	}
	for i := range model.NodeID(n) {
		past := none.With(i, 0).With((i+1)%n, 0).With((i+67)%n, 0)
		messages = append(messages, message(i, 1, past), message(i, 2, firsts.With(i, 1)))
	}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 0))
		d := causal.NewDelivery[*note](n, 0, causal.Span)
		delivered := map[key]bool{}
		deliver := func(m *note) {
			if delivered[m.key()] {
				t.Fatalf("seed %d: %v delivered twice", seed, m.key())
			}
			delivered[m.key()] = true
			for s := range causal.Stamp(2) {
				for i := range m.Past.At(s).Members() {
					if !delivered[key{i, s}] {
						t.Fatalf("seed %d: %v delivered before {%d %d}", seed, m.key(), i, s)
					}
				}
			}
		}
		packets := append(r.Perm(len(messages)), r.Perm(len(messages))...)
		for _, p := range packets {
			hand := d.Offer
			if r.IntN(2) == 0 {
				hand = d.Pass
			}
			if hand(messages[p]) == causal.Delivered {
				deliver(messages[p])
			}
			for m, ok := d.Next(); ok; m, ok = d.Next() {
				deliver(m)
			}
		}
		if len(delivered) != len(messages) || d.Held() != 0 {
			t.Errorf("seed %d: %d of %d messages delivered, %d held", seed, len(delivered), len(messages), d.Held())
		}
	}
}

// What comes too early is held once, and released by the floor; what then lacks a broadcast waits for it.
func TestWhatComesTooEarlyWaitsForTheFloor(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 100)
	early := message(1, 6, causal.NewTime(3, 2))
	lacking := message(2, 6, causal.NewTime(3, 2).With(0, 2))
	for _, m := range []*note{early, lacking} {
		if first, again := d.Offer(m), d.Offer(m); first != causal.Taken || again != causal.Old {
			t.Errorf("%v: %v and %v, want Taken and Old", m.key(), first, again)
		}
	}
	copied := d
	copied.Move(2, 100)
	if got := fmt.Sprint(all(&copied)); got != "[{1 6}]" || copied.Held() != 1 {
		t.Errorf("delivered %v, %d held, want [{1 6}] and 1", got, copied.Held())
	}
	copied.Offer(message(0, 2, causal.NewTime(3, 2)))
	if got := fmt.Sprint(all(&copied)); got != "[{0 2} {2 6}]" || copied.Held() != 0 {
		t.Errorf("delivered %v, %d held, want [{0 2} {2 6}] and none", got, copied.Held())
	}
	if got := all(&d); len(got) != 0 || d.Held() != 2 {
		t.Errorf("the original delivers %v, %d held, want nothing and 2", got, d.Held())
	}
}

// A message that may be passed is delivered at once only if nothing else is to be delivered before it.
func TestWhatIsPassedKeepsItsPlace(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 6)
	none := causal.NewTime(3, 0)
	if got := d.Pass(message(2, 0, none)); got != causal.Delivered {
		t.Errorf("passed: %v, want Delivered", got)
	}
	if got := d.Pass(message(2, 0, none)); got != causal.Old {
		t.Errorf("passed again: %v, want Old", got)
	}
	d.Offer(message(1, 0, none))
	if got := d.Pass(message(0, 0, none)); got != causal.Taken {
		t.Errorf("passed while another one is deliverable: %v, want Taken", got)
	}
	if got := fmt.Sprint(all(&d)); got != "[{0 0} {1 0}]" {
		t.Errorf("delivered %s, want [{0 0} {1 0}]", got)
	}
}

// What is offered to a copy waits in the copy alone, also where both wait for the same node.
func TestACopyOfADeliveryKeepsItsOwnWaitingList(t *testing.T) {
	past := causal.NewTime(3, 0).With(2, 0)
	d := causal.NewDelivery[*note](3, 0, 6)
	d.Offer(message(1, 1, past)) // waits for node 2's broadcast 0
	copied := d
	copied.Offer(message(0, 1, past)) // so does this, in the copy
	for name, c := range map[string]struct {
		delivery *causal.Delivery[*note]
		want     string
	}{"original": {&d, "[{2 0} {1 1}]"}, "copy": {&copied, "[{2 0} {0 1} {1 1}]"}} {
		c.delivery.Offer(message(2, 0, causal.NewTime(3, 0)))
		if got := fmt.Sprint(all(c.delivery)); got != c.want || c.delivery.Held() != 0 {
			t.Errorf("the %s delivers %s, %d held, want %s and none", name, got, c.delivery.Held(), c.want)
		}
	}
}

// What is released in a copy, as its broadcast arrives there, is still held in the original.
func TestWhatACopyReleasesIsHeldInTheOriginal(t *testing.T) {
	d := causal.NewDelivery[*note](4, 0, 6)
	d.Offer(message(1, 1, causal.NewTime(4, 0).With(2, 0)))
	d.Offer(message(0, 1, causal.NewTime(4, 0).With(3, 0)))
	copied := d
	for name, delivery := range map[string]*causal.Delivery[*note]{"copy": &copied, "original": &d} {
		delivery.Offer(message(2, 0, causal.NewTime(4, 0)))
		delivery.Offer(message(3, 0, causal.NewTime(4, 0)))
		if got := fmt.Sprint(all(delivery)); got != "[{2 0} {3 0} {0 1} {1 1}]" || delivery.Held() != 0 {
			t.Errorf("the %s delivers %s, %d held, want all four and none", name, got, delivery.Held())
		}
	}
}
