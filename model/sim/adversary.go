package sim

import "quesera/model"

// An Envelope is the outside of a packet in flight.
type Envelope struct {
	From, To model.NodeID
	Label    model.Label
	Number   uint64 // packets are numbered in the order of sending
}

// An Adversary picks which packet arrives next: it is an Oblivious or a FullInformation. It does not know which coins
// are owed, but it may answer -1: then a coin arrives, if one is owed, and else the first packet.
type Adversary interface {
	// pick is an index into the packets in flight, of which there is at least one.
	pick(envelopes []Envelope, events []model.Event, c Chooser) int
}

// Oblivious is an adversary that knows who sends to whom, when, and what kind of message,
// but not what it contains (TLC §4.8). Its answer is an index into view; it may
// consult c. It must not change or keep view.
type Oblivious func(view []Envelope, c Chooser) int

// FullInformation is an adversary that also reads the messages, lottery tickets included (TLC §4.8).
type FullInformation func(view []Envelope, contents func(i int) model.Message, c Chooser) int

func (a Oblivious) pick(envelopes []Envelope, _ []model.Event, c Chooser) int {
	return a(envelopes, c)
}

func (a FullInformation) pick(envelopes []Envelope, events []model.Event, c Chooser) int {
	return a(envelopes, func(i int) model.Message { return events[i].(model.Receive).Message }, c)
}

// Uneven is an oblivious network for a group of n in which some nodes are heard late. For a few steps on end, a third
// of the nodes is heard late by most others: all that they send in these steps but their first messages is delayed by
// several steps. They themselves go on hearing the others. Other links are fast or a little slow. Packets arrive in the
// order of sending plus delay. So nodes see much less of each other than where every packet in flight is equally likely
// to be next, and sometimes choose differently.
func Uneven(n int) Oblivious {
	var seed uint64
	drawn := false
	// Of packets numbered from 1, in the place that the number gives: with more in flight, a few are worked out again.
	known := make([]struct{ number, arrival uint64 }, min(max(1<<10, 8*n*n), 1<<20))
	return func(view []Envelope, c Chooser) int {
		if !drawn {
			seed, drawn = uint64(c.Choose(1<<16)), true
		}
		best, earliest := 0, uint64(1<<63)
		for i, e := range view {
			k := &known[e.Number%uint64(len(known))]
			if k.number != e.Number+1 {
				k.number, k.arrival = e.Number+1, e.Number+delay(seed, e, uint64(n))
			}
			if k.arrival < earliest {
				best, earliest = i, k.arrival
			}
		}
		return best
	}
}

// delay is a fixed pseudo-random function of the seed and the envelope, in packets sent by a group of n.
func delay(seed uint64, e Envelope, n uint64) uint64 {
	const period = 4 // steps for which a node or a link keeps its ways
	from, to, step, kind := uint64(e.From), uint64(e.To), uint64(e.Label.Step), uint64(e.Label.Kind)
	shifted := step + seed%period
	perStep := 3 * n * n // packets in a step
	late := hash(seed, from, shifted/period)%3 == 0 && hash(seed, from, to, shifted/period)%4 != 0
	first := shifted%period == 0 && kind == 0
	switch {
	case late && !first:
		return (period + 1) * perStep
	case hash(seed, from, to, shifted)%2 == 0:
		return hash(seed, from, to, step, kind) % perStep
	default:
		return hash(seed, from, to, step, kind) % n
	}
}

// hash scatters its arguments.
func hash(parts ...uint64) uint64 {
	x := uint64(0x9e3779b97f4a7c15)
	for _, part := range parts {
		x = mix(x + mix(part+0x9e3779b97f4a7c15))
	}
	return x
}

// mix is the finaliser of SplitMix64, a permutation that scatters nearby values.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
