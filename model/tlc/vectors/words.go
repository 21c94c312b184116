package vectors

import "slices"

// A Message is the content of a public message of another node.
type Message struct {
	Confirmed []int     `json:"confirmed,omitempty"` // of a raw message: whose message of the step before it confirms
	Past      Past      `json:"past"`
	Of        string    `json:"of,omitempty"` // of a certificate that is not of its sender's raw message: of which
	Proposal  *Proposal `json:"proposal,omitempty"`
}

// Past is what the sender of a message had received before sending it: all of the steps before From that it ever will,
// and these of From and later.
type Past struct {
	From     int      `json:"from"`
	Messages []string `json:"messages"`
}

// A Proposal is what a raw message says in a layer above.
type Proposal struct {
	Round  int    `json:"round"`
	Ticket uint64 `json:"ticket"`
	Parent string `json:"parent"` // the raw message that carries the proposal below; empty: the genesis
}

// An Event is one line of a script.
type Event struct {
	// Event is "broadcast" (the layer above has the node send its raw message), "coin" (it has drawn a ticket for that),
	// "receive", "ack", "ask", "catch_up" or "timeout".
	Event    string   `json:"event"`
	From     int      `json:"from,omitempty"`
	Message  string   `json:"message,omitempty"` // received
	Of       string   `json:"of,omitempty"`      // acknowledged; "other": a raw message that nobody sent
	Step     int      `json:"step,omitempty"`    // of an ask or a catch-up: where its sender is
	Asked    bool     `json:"asked,omitempty"`   // of a catch-up: it answers an ask
	Messages []string `json:"messages,omitempty"`
	Ticket   uint64   `json:"ticket,omitempty"`
}

// An Effect is one thing that the node does.
type Effect struct {
	// Effect is "broadcast", "ack", "ask", "catch_up" (messages that it sends), "advance", "delivered", "acknowledged",
	// "jump" (what the layer above hears), or of QSC3 "draw", "decide" and "miss".
	Effect    string    `json:"effect"`
	To        *int      `json:"to,omitempty"` // the addressee; absent: everybody
	Message   string    `json:"message,omitempty"`
	Confirmed []int     `json:"confirmed,omitempty"`
	Past      *Past     `json:"past,omitempty"`
	Proposal  *Proposal `json:"proposal,omitempty"`
	Of        string    `json:"of,omitempty"`
	By        *int      `json:"by,omitempty"`
	Step      *int      `json:"step,omitempty"`
	Asked     bool      `json:"asked,omitempty"`
	Messages  []string  `json:"messages,omitempty"`
	First     *int      `json:"first,omitempty"` // of rounds that are missed
	Last      *int      `json:"last,omitempty"`
	Round     *int      `json:"round,omitempty"`
	Choice    string    `json:"choice,omitempty"` // the raw message that carries the proposal; absent: none
	Committed bool      `json:"committed,omitempty"`
}

// Shown is what is seen of the node after a line.
type Shown struct {
	Step      int    `json:"step"`
	Waiting   bool   `json:"waiting"` // for the layer above
	Acks      []int  `json:"acks"`    // who acknowledged its raw message of this step
	Certified bool   `json:"certified"`
	Held      int    `json:"held"` // messages held back until their causal past arrives
	Head      string `json:"head,omitempty"`
	Final     string `json:"final,omitempty"`
}

// A Line is what comes of one event.
type Line struct {
	Effects []Effect `json:"effects"`
	State   Shown    `json:"state"`
}

// A Script is the input of a vector.
type Script struct {
	Nodes            int                `json:"nodes"`
	MessageThreshold int                `json:"message_threshold"`
	WitnessThreshold int                `json:"witness_threshold"` // 0: unwitnessed TLC
	Viral            bool               `json:"viral,omitempty"`   // it jumps whenever it can
	Pipelined        bool               `json:"pipelined,omitempty"`
	Tickets          uint64             `json:"tickets,omitempty"`
	Self             int                `json:"self"`
	Messages         map[string]Message `json:"messages"` // of others
	Events           []Event            `json:"events"`
}

// An Outcome is what comes of a script.
type Outcome struct {
	Start     Line     `json:"start"`
	Lines     []Line   `json:"lines"`
	Delivered []string `json:"delivered"` // at the end, of the steps that are still kept; sorted
}

// Uses tells whether a script has an event of that kind.
func (s Script) Uses(kind string) bool {
	return slices.ContainsFunc(s.Events, func(e Event) bool { return e.Event == kind })
}
