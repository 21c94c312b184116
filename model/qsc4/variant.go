package qsc4

import (
	"encoding/hex"
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/log"
	"quesera/model/tlcb"
)

// Variant is how others replay the logs of a group: with the schemes of package pvss, by the public keys of the nodes.
func Variant() tlcb.Variant {
	return tlcb.Variant{Protocol: "qsc4", Concludes: concludes,
		Layer: func(d tlcb.Description, c tlcb.Config) (tlcb.Layer, error) {
			sharing, err := sharingOf(d)
			if err != nil {
				return nil, err
			}
			return New(c, d.Group, sharing), nil
		}}
}

// Describe adds to a description of the group how the layer shares secrets. Ideal sharing convinces nobody outside.
func (l *Layer) Describe(d *tlcb.Description) error {
	public, ok := l.Sharing.(interface{ publicKeys() []string })
	if !ok {
		return fmt.Errorf("qsc4: sharing = %s, want %s or %s: others convince nobody outside", l.Sharing.Name(),
			pvss.Schoenmakers{}.Name(), pvss.Pairing{}.Name())
	}
	d.Sharing, d.SharingKeys = l.Sharing.Name(), public.publicKeys()
	return nil
}

// publicKeys are the nodes' keys in octets, in hexadecimal.
func (r Real[D, V, S]) publicKeys() []string {
	var all []string
	for _, key := range r.publics {
		all = append(all, hex.EncodeToString(bls.EncodeG1(key)))
	}
	return all
}

// sharingOf is the scheme that a description names, with the public keys that it has: it can verify.
func sharingOf(d tlcb.Description) (Sharing, error) {
	var keys []bls.G1
	for k, text := range d.SharingKeys {
		octets, err := hex.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("sharing key of node %d: %w", k, err)
		}
		key, err := bls.DecodeG1(octets)
		if err != nil {
			return nil, fmt.Errorf("sharing key of node %d: %w", k, err)
		}
		keys = append(keys, key)
	}
	if len(keys) != d.Nodes {
		return nil, fmt.Errorf("sharing keys = %d, want %d", len(keys), d.Nodes)
	}
	switch d.Sharing {
	case pvss.Schoenmakers{}.Name():
		return verifying(pvss.Schoenmakers{}, keys), nil
	case pvss.Pairing{}.Name():
		return verifying(pvss.Pairing{}, keys), nil
	}
	return nil, fmt.Errorf("sharing = %q, want %s or %s", d.Sharing, pvss.Schoenmakers{}.Name(), pvss.Pairing{}.Name())
}

// verifying is a scheme for those who have no secret keys.
func verifying[D, V, S any](scheme pvss.Scheme[D, V, S], keys []bls.G1) Sharing {
	return Real[D, V, S]{scheme: scheme, publics: keys}
}

// concludes is what a proposal concludes of the round before (QSC4-5 to QSC4-7).
func concludes(item *tlcb.Item) log.Conclusion {
	c := log.Conclusion{}
	if own := item.State.Own(); own != nil {
		c.Step = own.Step
	}
	raw, isRaw := item.Action.(tlcb.Raw)
	_, proposes := raw.Payload.(Proposal)
	state, _ := item.State.Layer().(State)
	if !isRaw || !proposes || !state.Known {
		return c
	}
	d := state.Decided
	c.Ends, c.Round, c.Committed = true, uint64(d.Round), d.Committed
	c.Chosen, c.Choice = d.Choice.Known, d.Choice.Digest
	return c
}
