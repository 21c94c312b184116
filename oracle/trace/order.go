package trace

import "quesera/internal/traceformat"

// maxEarly bounds how many early receipts disorder looks out for at a time.
const maxEarly = 1024

// disorder reads the rest of a trace in which event e broke a rule, and counts the
// messages of others that are received on an earlier line than they are sent. No
// program can do that, so two or more mean that the file was put together in a wrong
// order, and nothing it shows can be laid at a node's door. A single one may be: the rule
// that was broken stands.
func (j *judge) disorder(d *traceformat.Decoder, e *traceformat.Event) (early int) {
	waiting := map[traceformat.ID]int{} // received, and so far not sent
	for err := error(nil); err == nil; err = d.Next(e) {
		switch e.Kind {
		case traceformat.SendRaw, traceformat.SendAck, traceformat.SendWit:
			early += waiting[e.ID]
			delete(waiting, e.ID)
			n := &j.nodes[e.Node]
			n.numbered.known, n.numbered.last = true, max(n.numbered.last, e.ID.Number)
		case traceformat.Receive, traceformat.Adopt:
			if int(e.ID.Sender) >= len(j.nodes) || e.ID.Sender == e.Node || len(waiting) >= maxEarly {
				break
			}
			if n := &j.nodes[e.ID.Sender]; !n.numbered.known || e.ID.Number > n.numbered.last {
				waiting[e.ID]++
			}
		}
	}
	return early // the end, or a line that cannot be read: what was found first counts
}
