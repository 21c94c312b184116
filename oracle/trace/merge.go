package trace

import (
	"fmt"
	"io"

	"quesera/catalogue"
	"quesera/internal/traceformat"
)

// A source is one of several files that make up a trace together.
type source struct {
	decoder *traceformat.Decoder
	next    traceformat.Event
	nodes   nodeSet // who has lines in it, as far as it was read
	filled  bool    // next is there, and not yet judged
	ended   bool
	line    int // of next
}

// fill reads the next event, unless it is there.
func (s *source) fill() error {
	if s.filled {
		return nil
	}
	err := s.decoder.Next(&s.next)
	if err == io.EOF {
		s.ended = true
		return nil
	}
	s.filled, s.line = err == nil, s.decoder.Line()
	if s.filled {
		s.nodes.add(s.next.Node)
	}
	return err
}

// JudgeMerged judges one run whose lines stand in several files, in each in the order in which they happened, as
// where each node has a log of its own. All have the same header, but for its source. The files are merged by
// causality: the receipt of a message waits for its sending. Where a node has lines in several files, as where logs
// are rotated, those of the later one wait for the end of the earlier one, in the order in which they are given. A
// message whose sender has no lines anywhere is received all the same.
//
// The result names the file of the line that it is about by its index. Judge's disorder is not looked for.
func JudgeMerged(files []io.Reader, o Options) Result {
	sources := make([]*source, len(files))
	for i, f := range files {
		d, err := traceformat.NewDecoder(f, catalogue.TraceFormats()...)
		if err == nil && i > 0 {
			err = sameHeader(sources[0].decoder.Header(), d.Header())
		}
		if err != nil {
			return inFile(formatResult(err, Stats{}), i)
		}
		sources[i] = &source{decoder: d}
	}
	h := sources[0].decoder.Header()
	if err := safeThresholds(h); err != nil && !o.Unsafe {
		return result(err, 1, nil, Stats{Nodes: h.Nodes})
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	j := newJudge(h, o.Memory)
	for {
		r, moved := j.round(sources)
		switch {
		case r != nil:
			return *r
		case !moved:
			i, found := j.stuck(sources)
			if !found {
				return j.atEnd(0)
			}
			if r := j.take(sources[i], i); r != nil {
				return *r
			}
		}
	}
}

// round judges what can be judged of each file in turn. It tells whether there was anything.
func (j *judge) round(sources []*source) (r *Result, moved bool) {
	for i, s := range sources {
		for {
			if err := s.fill(); err != nil {
				failed := inFile(formatResult(err, j.stats), i)
				return &failed, true
			}
			if !s.filled || waits(sources, i) || !j.sentBefore(&s.next) {
				break
			}
			moved = true
			if r := j.take(s, i); r != nil {
				return r, true
			}
		}
	}
	return nil, moved
}

// waits tells whether the next line of a file is of a node whose lines in an earlier file are not all judged.
func waits(sources []*source, i int) bool {
	for _, s := range sources[:i] {
		if !s.ended && s.nodes.has(sources[i].next.Node) {
			return true
		}
	}
	return false
}

// sentBefore tells whether what an event receives is sent by now.
func (j *judge) sentBefore(e *traceformat.Event) bool {
	if e.Kind != traceformat.Receive && e.Kind != traceformat.Adopt || int(e.ID.Sender) >= len(j.nodes) {
		return true
	}
	sender := &j.nodes[e.ID.Sender]
	return sender.holed || sender.numbered.known && e.ID.Number <= sender.numbered.last
}

// take judges the next event of a file. The result is nil if it is allowed.
func (j *judge) take(s *source, file int) *Result {
	s.filled = false
	j.file, j.line = file, s.line
	b := j.event(&s.next)
	if b == nil {
		j.stats.Events++
		return nil
	}
	culprit := sighting{file, s.line, s.next.Node}
	if b.earlier != nil {
		culprit = *b.earlier
	}
	r := inFile(result(b, culprit.line, &culprit.node, j.stats), culprit.file)
	r.Coverage = j.exercise.Coverage()
	return &r
}

// stuck is the file whose next event is judged although it receives what is not sent by now: preferably of a node
// without lines. There is none if all files have ended.
func (j *judge) stuck(sources []*source) (first int, found bool) {
	for i, s := range sources {
		switch {
		case s.ended || waits(sources, i):
		case j.absent(s.next.ID.Sender):
			return i, true
		case !found:
			first, found = i, true
		}
	}
	return first, found
}

// inFile is a result about a line of one of several files.
func inFile(r Result, file int) Result {
	r.Breach.File = file
	return r
}

// sameHeader wants two files to be of one run.
func sameHeader(a, b traceformat.Header) error {
	a.Source, b.Source = "", ""
	if a != b {
		return &traceformat.Error{Line: 1, Rule: traceformat.RuleHeader,
			Msg: fmt.Sprintf("the header is not that of the first file: it says %s, want %s", describe(b), describe(a))}
	}
	return nil
}

// describe is what must be the same in all files of a run.
func describe(h traceformat.Header) string {
	return fmt.Sprintf("%s, n = %d, t_m = %d, t_w = %d, rounds %d, rivals %d, acknowledgments %d, names %d, history %v",
		h.Protocol.Name, h.Nodes, h.MessageThreshold, h.WitnessThreshold, h.Rounds, h.Rivals, h.Acks, h.Names, h.History)
}
