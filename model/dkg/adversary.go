package dkg

import "quesera/model"

// Way is how a corrupt node does one of its duties.
type Way uint8

const (
	Right   Way = iota // as an honest node would
	Missing            // not at all
	Wrong              // with a wrong value
	Twice              // right and wrong, one after the other
	Short              // a commitment with one element too few
	Long               // a commitment with one element too many
	Sly                // a commitment that t-1 shares fit although it is wrong
	Blinded            // a share with the right value and a wrong blind
)

// A Script is what one corrupt node does in place of its duties. The zero value does them all. Together
// the scripts are all that messages allow, up to which wrong value is said: each field of each message takes other
// values than an honest node's, and each kind of message is withheld, contradicted, said unasked and said too late.
type Script struct {
	Commit  Way           // the Deal: any Way but Blinded
	Share   []Way         // to the receiver at each position: Right to Twice, Blinded; short lists end in Right
	Resting bool          // it complains of those in Accuse alone, and not where it should
	Accuse  model.NodeSet // dealers it complains of
	Answer  []Way         // of the receiver at each position, if that complained: Right to Twice, Blinded
	Unasked bool          // answers receivers that did not complain too, and with more than f complaints
	Expose  Way           // the Exposure: any Way but Blinded
	Spare   bool          // it accuses nobody whose exposure does not fit its share
	Blame   model.NodeSet // dealers it accuses with a share that does not fit their deal
	Betray  model.NodeSet // dealers it accuses with its right share, whatever they exposed
	Reveal  Way           // its shares of broken dealers: Right to Twice, Blinded
	Bare    model.NodeSet // dealers whose right share it reveals although they are not broken
	Stray   bool          // its lists of opened shares name a node twice, right and wrong, and one that does not exist
	Doubled Kinds         // of these it says an empty one too
	Late    Kinds         // these it says one phase later, when they no longer count
	Hush    bool          // it passes on nothing of what others said
	Replay  []Relayed     // what it passes on in the beginning, such as what others signed in another session
	Until   Phase         // it crashes when this phase begins; 0 is never

	// Hear, unless empty, breaks the broadcast channel: what the node says first reaches these nodes
	// only, and what it says second, if anything, all others.
	Hear model.NodeSet
}
