package causal_test

import (
	"fmt"
	"testing"

	"quesera/model/causal"
)

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
