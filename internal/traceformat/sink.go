package traceformat

import "io"

// A Sink takes in the events of one trace, one after the other.
type Sink interface {
	// Encode takes in one event.
	Encode(Event) error
	// Flush is called after the last one.
	Flush() error
}

// An Opener begins a trace with its header.
type Opener func(Header) (Sink, error)

// To begins traces that are written to w.
func To(w io.Writer) Opener {
	return func(h Header) (Sink, error) { return NewEncoder(w, h) }
}

// Sinks hands each event to all of them, in their order. The first error counts.
type Sinks []Sink

// Encode implements Sink.
func (all Sinks) Encode(e Event) error {
	for _, s := range all {
		if err := s.Encode(e); err != nil {
			return err
		}
	}
	return nil
}

// Flush implements Sink.
func (all Sinks) Flush() error {
	for _, s := range all {
		if err := s.Flush(); err != nil {
			return err
		}
	}
	return nil
}
