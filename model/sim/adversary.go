package sim

import "quesera/model"

// An Envelope is the outside of a packet in flight.
type Envelope struct {
	From, To model.NodeID
	Label    model.Label
	Number   uint64 // packets are numbered in the order of sending
}

// An Adversary picks which packet arrives next: it is an Oblivious or a FullInformation.
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
