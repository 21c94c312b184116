package traceformat

import "fmt"

// Words is the event as the end of a sentence that the node begins.
func (e Event) Words() string {
	switch e.Kind {
	case SendRaw:
		return fmt.Sprintf("sends %v, its raw message of step %d, ticket %d", e.ID, e.Step, e.Ticket)
	case SendAck:
		return fmt.Sprintf("acknowledges %v by %v", e.Of, e.ID)
	case SendWit:
		return fmt.Sprintf("certifies %v by %v", e.Of, e.ID)
	case Receive:
		return fmt.Sprintf("receives %v", e.ID)
	case Advance:
		return fmt.Sprintf("reaches step %d", e.Step)
	case Adopt:
		return fmt.Sprintf("adopts what %v came with", e.ID)
	case Hole:
		return "has a hole in its log"
	}
	choice, seen := "nothing", "not committed"
	if e.Choice.Known {
		choice = e.Choice.ID.String()
	}
	if e.Committed {
		seen = "committed"
	}
	return fmt.Sprintf("chooses %s in round %d, %s", choice, e.Round, seen)
}
