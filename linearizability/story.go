package linearizability

import (
	"cmp"
	"fmt"
	"slices"

	"quesera/internal/picture"
	"quesera/linearizability/history"
	"quesera/spec"
	"quesera/verify"
)

// A moment is a call or a return in a history.
type moment struct {
	at      int
	o       *history.Operation
	returns bool
}

// moments are the calls and returns of a history, in order. Operations that stay open return nothing.
func moments(h *history.History) []moment {
	var all []moment
	for k := range h.Operations {
		o := &h.Operations[k]
		all = append(all, moment{o.Call, o, false})
		if o.Outcome != history.Info {
			all = append(all, moment{o.Return, o, true})
		}
	}
	slices.SortFunc(all, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	return all
}

// step is a moment in few words, as logs have it.
func (m moment) step() string {
	if m.returns {
		return fmt.Sprintf("%s ok %s: %s", m.o.Process, m.o, m.o.Answer())
	}
	return fmt.Sprintf("%s invoke %s", m.o.Process, m.o)
}

// says is a moment in a sentence.
func (m moment) says() string {
	if m.returns {
		return fmt.Sprintf("client %s is told %s", m.o.Process, m.o.Answer())
	}
	return fmt.Sprintf("client %s calls %s", m.o.Process, m.o)
}

// story tells the history of a run.
func (t *Trial) story(r *Run) *verify.Story {
	s := &verify.Story{Schedule: r.schedule()}
	for _, m := range moments(r.History) {
		s.Steps = append(s.Steps, m.step())
		s.Says = append(s.Says, m.says())
	}
	for k := range r.History.Operations {
		if o := &r.History.Operations[k]; o.Outcome == history.Info {
			s.End = append(s.End, fmt.Sprintf("client %s never hears of %s", o.Process, o))
		}
	}
	if r.Failure != nil {
		for _, m := range r.Failure.Misfits {
			s.End = append(s.End, fmt.Sprintf("%s of client %s cannot be placed: %s", m.F, m.Process, m.Why))
		}
	}
	s.Drawn = t.draw(r)
	return s
}

// draw is the picture of a history: a line for each client, time goes down.
func (t *Trial) draw(r *Run) *picture.Diagram {
	d := &picture.Diagram{Title: t.Bounds(), Rows: true,
		Legend: map[picture.Kind]string{picture.Sent: "an operation is called",
			picture.Chosen: "it is answered", picture.Wrong: "an answer that no order of the operations allows"}}
	place := map[string]int{}
	for _, m := range moments(r.History) {
		k, known := place[m.o.Process]
		if !known {
			k = len(d.Nodes)
			place[m.o.Process] = k
			d.Nodes = append(d.Nodes, "client "+m.o.Process)
		}
		e := picture.Event{Node: k, Kind: picture.Sent, Mark: m.o.String(), Says: m.says()}
		if m.returns {
			e.Kind, e.Mark = picture.Chosen, m.o.Answer()
			if r.wrong(m.o) {
				e.Kind = picture.Wrong
			}
		}
		d.Events = append(d.Events, e)
	}
	return d
}

// wrong reports whether an operation is the one whose answer breaks the promise: it cannot be placed, or it is the last
// that returned.
func (r *Run) wrong(o *history.Operation) bool {
	if r.Verdict != spec.Violated {
		return false
	}
	if r.Failure != nil && len(r.Failure.Misfits) > 0 {
		misfit := r.Failure.Misfits[0].Operation
		return misfit.Process == o.Process && misfit.Call == o.Call
	}
	last := slices.MaxFunc(r.History.Operations, func(a, b history.Operation) int {
		return cmp.Compare(returned(&a), returned(&b))
	})
	return last.Call == o.Call
}

// returned is when an operation returned; -1: it did not.
func returned(o *history.Operation) int {
	if o.Outcome == history.Info {
		return -1
	}
	return o.Return
}
