package traceformat

import "strconv"

// Version is the value of a header's "trace" field.
const Version = "quesera/1"

// MaxNodes bounds the group: what a checker keeps grows with it.
const MaxNodes = 1024

// maxNumber bounds every number in a trace but for tickets, so that no sum of a few overflows.
const maxNumber = 1<<62 - 1

type (
	Node   int    // a member of the group, 0..n-1
	Step   uint64 // logical time (TLC §2.2)
	Round  uint64 // a consensus round (TLC §4.10)
	Ticket uint64 // a lottery ticket of up to 64 bits; the highest wins (TLC §4.3)
)

// ID names a message: the Number-th of its Sender, written "2.17". The numbers of one
// sender ascend in the order in which it sends; there may be gaps.
type ID struct {
	Sender Node
	Number uint64
}

func (id ID) String() string { return string(id.append(nil)) }

func (id ID) append(b []byte) []byte {
	b = strconv.AppendInt(b, int64(id.Sender), 10)
	b = append(b, '.')
	return strconv.AppendUint(b, id.Number, 10)
}

// A Protocol is what the format has to know of a protocol whose runs it describes. Its own room says it, and
// whoever reads traces hands in those that he knows. A reason is the end of a sentence that the name begins.
type Protocol struct {
	Name          string // as in the header
	NoRounds      string // why it has no rounds, and so no decisions and no tickets; empty: it has
	NoHistory     string // why its header may not limit what nodes remember; empty: it may
	NoUnwitnessed string // why t_w is not 0; empty: it may be
	Signed        bool   // its nodes keep accountable logs, and lines are SignedEvents (TLC §5.1)
}

// Decides tells whether nodes draw tickets, and decide in rounds.
func (p Protocol) Decides() bool { return p.NoRounds == "" }

// Rounds tells when rounds start. A round takes three steps.
type Rounds uint8

const (
	Pipelined  Rounds = iota // round r starts at step r (TLC §4.11)
	Sequential               // round r starts at step 3r (TLC §4.10)
)

// Rivals tells by when a node must have received a rival proposal for it to spoil a commit: on reaching which step of
// the round that begins at step s.
type Rivals uint8

const (
	RivalsEither Rivals = iota // one of the two, the same for all nodes and rounds
	RivalsByEnd                // s+3, the end of the round (TLC §4.7, §A.1)
	RivalsByTwo                // s+2 (TLC §4.10)
)

// Acks tells how acknowledgments travel.
type Acks uint8

const (
	Gossiped Acks = iota // with the causal history, to everybody in the end (TLC §2.3)
	Direct               // to their addressee only, outside the causal order
)

// Names tells how messages are named.
type Names uint8

const (
	ByNumber Names = iota // by sender and number, "2.17"
	ByTime                // by sender and vector time, "2@4,0,17" (TLC §2.3)
)

// Header is the first line of a trace.
type Header struct {
	Protocol         Protocol
	Nodes            int // n
	MessageThreshold int // t_m
	WitnessThreshold int // t_w; 0: unwitnessed (TLC §2.6)
	Rounds           Rounds
	Rivals           Rivals
	Acks             Acks
	Names            Names
	History          History
	Source           string // whose run it is; for people
	Signed           SignedGroup
}

// History tells how many steps back a node remembers: at step s it ignores messages of steps below s-Steps.
type History struct {
	Limited bool // false: nothing is ever ignored
	Steps   Step
}

// Kind is what happened.
type Kind uint8

const (
	SendRaw Kind = iota // broadcasts its unwitnessed proposal for a step: ID, Step, Ticket
	SendAck             // witnesses a raw message, to its sender: ID, Step, Of, To
	SendWit             // announces that its raw message is threshold witnessed: ID, Step, Of
	Receive             // processes a message: ID
	Advance             // reaches a step: Step
	Decide              // ends a round: Round, Choice, Committed
	Adopt               // takes over what the sender of a message had received before sending it: ID
	Hole                // lines of the node are missing from here on
)

func (k Kind) String() string {
	return [...]string{"send raw", "send ack", "send wit", "receive", "advance", "decide", "adopt", "hole"}[k]
}

// Choice is the raw message that a node decides for, or none.
type Choice struct {
	Known bool // false: the node claims to have no choice ("choice": null)
	ID    ID
}

// Event is one line of a trace after the header. Fields that its Kind does not use are
// zero.
type Event struct {
	Node      Node
	Kind      Kind
	ID        ID       // the message sent or received, or whose causal history is adopted
	Time      []uint64 // its vector time, a component a node, where messages are named so
	Step      Step     // of the message, or reached
	Ticket    Ticket   // of a raw message, where tickets are drawn
	Of        ID       // the raw message acknowledged or certified
	To        Node     // the addressee of an acknowledgment
	Round     Round
	Choice    Choice
	Committed bool // the node saw the choice commit
}
