package judge

import (
	"fmt"
	"html"
	"io"

	"github.com/anishathalye/porcupine"

	"quesera/linearizability/history"
)

// mostDrawn is how many operations are drawn.
const mostDrawn = 1000

// HTML writes porcupine's picture of where the history of a key stops being linearizable: from the last moment at which
// nothing was open and the object held one state for certain, to the last operation that cannot be placed.
func (f *Failure) HTML(w io.Writer, object *Object) error {
	last := f.at
	if len(f.Misfits) > 0 {
		last = f.Misfits[len(f.Misfits)-1].Return
	}
	shown := partition{key: f.part.key, start: f.from.state, ops: f.part.ops[f.from.first:]}
	shown = shown.until(object, last)
	if len(shown.ops) > mostDrawn {
		return fmt.Errorf("%d operations to draw, want at most %d: nothing is certain between them", len(shown.ops),
			mostDrawn)
	}
	clients := map[string]int{}
	var events []porcupine.Event
	for _, e := range edgesOf(shown.ops) {
		o := shown.ops[e.k]
		number, known := clients[o.Process]
		if !known {
			number = len(clients)
			clients[o.Process] = number
		}
		events = append(events, porcupine.Event{Kind: porcupine.EventKind(e.closes), Value: o, Id: e.k, ClientId: number,
			Metadata: o.Line})
	}
	model := modelOf(object, shown.start, nil)
	// it becomes a part of the page
	model.DescribeState = func(s any) string { return html.EscapeString(s.(State).String()) }
	model.DescribeOperation = func(input, _ any) string {
		o := input.(*history.Operation)
		return fmt.Sprintf("%s: %s", o, o.Answer())
	}
	model.DescribeOperationMetadata = func(line any) string {
		if n, ok := line.(int); ok && n > 0 {
			return fmt.Sprintf("line %d", n)
		}
		return ""
	}
	_, info := porcupine.CheckEventsVerbose(model, events, 0)
	return porcupine.Visualize(model, info, w)
}
