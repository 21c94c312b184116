package pvss

import (
	"errors"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// A saying is a transcript said once more, from a list of its inputs, of which those with one label may be left out.
type saying struct {
	tag  string
	said []input
}

type input struct {
	label string
	say   func(*transcript.T)
}

func octets(label string, b []byte) input {
	return input{label, func(tr *transcript.T) { tr.Bytes(label, b) }}
}

func number(label string, n uint64) input {
	return input{label, func(tr *transcript.T) { tr.Uint(label, n) }}
}

// without is the transcript with no input of the label.
func (s saying) without(label string) *transcript.T {
	tr := transcript.New(s.tag)
	for _, input := range s.said {
		if input.label != label {
			input.say(tr)
		}
	}
	return tr
}

// labels are those of all inputs, each once.
func (s saying) labels() []string {
	var labels []string
	for _, input := range s.said {
		if !slices.Contains(labels, input.label) {
			labels = append(labels, input.label)
		}
	}
	return labels
}

// begun is what every transcript of a session begins with.
func begun(s *Session, tag string) saying {
	return saying{tag, []input{
		octets("session", s.digest[:]),
		octets("base P", bls.EncodeG1(bls.GroupG1.Generator())),
		octets("base H", bls.EncodeG1(secondBase)),
		octets("base Q", bls.EncodeG2(bls.GroupG2.Generator())),
	}}
}

func (s saying) and(inputs ...input) saying {
	s.said = append(slices.Clone(s.said), inputs...)
	return s
}

func sayTerms(s *Session) saying {
	all := saying{"quesera/pvss/session", []input{octets("group", []byte(s.terms.Group)), number("round", s.terms.Round),
		number("threshold", uint64(s.terms.Threshold))}}
	for _, key := range s.terms.Dealers {
		all = all.and(octets("dealer", bls.EncodeG1(key)))
	}
	for _, key := range s.terms.Recipients {
		all = all.and(octets("recipient", bls.EncodeG1(key)))
	}
	return all
}

func (d SchoenmakersDeal) said(s *Session, dealer Dealer) saying {
	all := begun(s, "quesera/pvss/schoenmakers/deal").and(number("dealer", uint64(dealer)))
	for k := range d.Images {
		all = all.and(octets("image", bls.EncodeG1(d.Images[k])), octets("encryption", bls.EncodeG1(d.Encryptions[k])),
			octets("on H", bls.EncodeG1(d.OnH[k])), octets("on the key", bls.EncodeG1(d.OnKeys[k])))
	}
	return all
}

func (v SchoenmakersSharing) said(h SchoenmakersShare) saying {
	all := begun(v.session, "quesera/pvss/schoenmakers/share")
	for _, dealer := range v.dealers {
		all = all.and(number("dealer", uint64(dealer)))
	}
	return all.and(number("recipient", uint64(h.Index)), octets("key", bls.EncodeG1(v.session.key(h.Index))),
		octets("encryption", bls.EncodeG1(v.encryptions[h.Index-1])), octets("share", bls.EncodeG1(h.Value)),
		octets("on P", bls.EncodeG1(h.OnP)), octets("on the share", bls.EncodeG1(h.OnValue)))
}

func (d PairingDeal) said(s *Session) saying {
	all := begun(s, "quesera/pvss/pairing/deal")
	for k := range d.Images {
		all = all.and(octets("image", bls.EncodeG2(d.Images[k])), octets("encryption", bls.EncodeG1(d.Encryptions[k])))
	}
	all = all.and(octets("R", bls.EncodeG1(d.Ephemeral1)), octets("T", bls.EncodeG2(d.Ephemeral2)))
	for _, part := range d.Contributions {
		all = all.and(octets("contribution", part.encode()))
	}
	return all
}

func (c Contribution) saidKnown(s *Session) saying {
	return begun(s, "quesera/pvss/pairing/knowledge").and(number("dealer", uint64(c.Dealer)),
		octets("image", bls.EncodeG2(c.Image)), octets("on Q", bls.EncodeG2(c.OnQ)))
}

func (c Contribution) saidSigned(s *Session) saying {
	return begun(s, "quesera/pvss/pairing/signature").and(number("dealer", uint64(c.Dealer)),
		octets("key", bls.EncodeG1(s.dealerKey(c.Dealer))), octets("image", bls.EncodeG2(c.Image)),
		octets("on P", bls.EncodeG1(c.SignedOnP)))
}

// Every challenge and weight depends on each of its inputs, and on nothing else: left out, each changes the transcript.
// Adversaries that gain by one are below and in other tests. None is known who gains by the bases, which are
// constant, nor by the recipient and keys of a proof, which the session binds too.
func TestTranscriptsDependOnEachInput(t *testing.T) {
	c := newCommittee(t, "transcripts", 1, 2, 3)
	d, p := deal(t, Schoenmakers{}, c, 1), deal(t, Pairing{}, c, 1)
	v := sharing(t, Schoenmakers{}, c, 1)
	h := decryptAll(t, Schoenmakers{}, c, v)[1]
	part := p.Contributions[0]
	for name, of := range map[string]struct {
		said saying
		want bls.Scalar
	}{
		"Schoenmakers' deal":  {d.said(c.Session, 1), d.transcript(c.Session, 1).Scalar("challenge")},
		"Schoenmakers' share": {v.said(h), v.challenge(h)},
		"pairing deal":        {p.said(c.Session), p.transcript(c.Session).Scalar("challenge")},
		"knowledge":           {part.saidKnown(c.Session), part.challenge(c.Session)},
		"signature":           {part.saidSigned(c.Session), part.signedChallenge(c.Session)},
	} {
		if got := of.said.without("").Scalar("challenge"); got != of.want {
			t.Errorf("%s: another challenge than from all inputs", name)
		}
		for _, label := range of.said.labels() {
			if of.said.without(label).Scalar("challenge") == of.want {
				t.Errorf("%s: the challenge does not depend on %s", name, label)
			}
		}
	}
	terms := sayTerms(c.Session)
	if terms.without("").Digest() != c.digest {
		t.Error("session: another digest than of all terms")
	}
	for _, label := range terms.labels() {
		if terms.without(label).Digest() == c.digest {
			t.Errorf("session: the digest does not depend on %s", label)
		}
	}
}

// A dealer that may choose one input of the challenge of PVSS-2 after it proves that encryptions hold what they do
// not: the images first, or the encryptions, or either kind of announcement. In each attack all equations hold with
// the challenge that leaves the input out, and what is encrypted is not what the images commit to.
func TestSchoenmakersDealsFittedToAnInputLeftOutAreRefused(t *testing.T) {
	c := newCommittee(t, "left out", 1, 2, 3)
	g, f, n := bls.GroupG1, shamir.Scalars{}, shamir.Size(3)
	v, w := values(secretOf(1, 2), n), shamir.FromSeed([]byte("nonces"), "w", n)
	shift := f.FromUint(7)
	for _, label := range []string{"image", "encryption", "on H", "on the key"} {
		d := dealVector(c.Session, 1, v, unchanged)
		for k := range v {
			d.OnH[k], d.OnKeys[k] = g.Mul(w[k], secondBase), g.Mul(w[k], c.terms.Recipients[k])
		}
		switch label { // what is fixed before the challenge
		case "image":
			for k := range v {
				d.OnH[k] = g.Sum(d.OnH[k], g.Mul(shift, secondBase))
			}
		case "encryption":
			for k := range v {
				d.OnKeys[k] = g.Sum(d.OnKeys[k], g.Mul(shift, c.terms.Recipients[k]))
			}
		case "on H":
			for k := range v {
				d.Images[k] = g.Sum(d.Images[k], g.Mul(shift, secondBase))
			}
		case "on the key":
			for k := range v {
				d.Encryptions[k] = g.Sum(d.Encryptions[k], g.Mul(shift, c.terms.Recipients[k]))
			}
		}
		challenge := d.said(c.Session, 1).without(label).Scalar("challenge")
		inverse := f.Inverse(challenge)
		for k := range v {
			z, key := plus(w[k], times(challenge, v[k])), c.terms.Recipients[k]
			d.Responses[k] = z
			switch label { // and what is fitted to it
			case "image":
				d.Images[k] = g.Mul(inverse, g.Sum(g.Mul(z, secondBase), g.Neg(d.OnH[k])))
			case "encryption":
				d.Encryptions[k] = g.Mul(inverse, g.Sum(g.Mul(z, key), g.Neg(d.OnKeys[k])))
			case "on H":
				d.OnH[k] = g.Sum(g.Mul(z, secondBase), g.Neg(g.Mul(challenge, d.Images[k])))
			case "on the key":
				d.OnKeys[k] = g.Sum(g.Mul(z, key), g.Neg(g.Mul(challenge, d.Encryptions[k])))
			}
			onH := g.Sum(d.OnH[k], g.Mul(challenge, d.Images[k]))
			onKey := g.Sum(d.OnKeys[k], g.Mul(challenge, d.Encryptions[k]))
			if !g.Equal(g.Mul(z, secondBase), onH) || !g.Equal(g.Mul(z, key), onKey) {
				t.Fatalf("%s: the equations fail, so that the test shows nothing", label)
			}
		}
		if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
			t.Errorf("%s left out: got %v, want %v", label, err, ErrProof)
		}
	}
}

// A recipient that may choose one input of the challenge of PVSS-4 after it passes another share for its own: either
// announcement by itself, or, in league with the dealer, the encryption.
func TestSharesFittedToAnInputLeftOutAreRefused(t *testing.T) {
	c := newCommittee(t, "left out", 1, 1, 2)
	g, f := bls.GroupG1, shamir.Scalars{}
	v := sharing(t, Schoenmakers{}, c, 1)
	x, w := c.keys[0], shamir.FromSeed([]byte("nonces"), "w", 2)
	right := g.Mul(f.Inverse(x), v.encryptions[0])
	two := f.FromUint(2)

	onP := SchoenmakersShare{Index: 1, Value: g.Mul(two, right)} // Y = x/2·(2S)
	onP.OnValue = g.Mul(w[0], onP.Value)
	challenge := v.said(onP).without("on P").Scalar("challenge")
	onP.Response = plus(w[0], times(challenge, times(x, f.Inverse(two))))
	onP.OnP = g.Sum(g.Mul(onP.Response, g.Generator()), g.Neg(g.Mul(challenge, c.key(1))))

	onShare := SchoenmakersShare{Index: 1, Value: secondBase, OnP: PublicKey(w[0])}
	challenge = v.said(onShare).without("on the share").Scalar("challenge")
	onShare.Response = plus(w[0], times(challenge, x))
	onShare.OnValue = g.Sum(g.Mul(onShare.Response, onShare.Value), g.Neg(g.Mul(challenge, v.encryptions[0])))

	// The share 1·P, announced as w_1 of it: the encryption that fits is (z-w_1)/c·P, not x·P.
	fitted := v
	encryption := SchoenmakersShare{Index: 1, Value: g.Generator(), OnP: PublicKey(w[0]), OnValue: PublicKey(w[1])}
	challenge = v.said(encryption).without("encryption").Scalar("challenge")
	encryption.Response = plus(w[0], times(challenge, x))
	share := times(minus(encryption.Response, w[1]), f.Inverse(times(challenge, x))) // a(1), which the dealer chooses last
	fitted.encryptions = []bls.G1{g.Mul(share, c.key(1)), v.encryptions[1]}

	for label, forged := range map[string]struct {
		v SchoenmakersSharing
		h SchoenmakersShare
	}{"on P": {v, onP}, "on the share": {v, onShare}, "encryption": {fitted, encryption}} {
		h := forged.h
		challenge := forged.v.said(h).without(label).Scalar("challenge")
		if !g.Equal(PublicKey(h.Response), g.Sum(h.OnP, g.Mul(challenge, c.key(1)))) ||
			!g.Equal(g.Mul(h.Response, h.Value), g.Sum(h.OnValue, g.Mul(challenge, forged.v.encryptions[0]))) ||
			g.Equal(h.Value, g.Mul(f.Inverse(x), forged.v.encryptions[0])) {
			t.Fatalf("%s: the equations fail, or the share is right, so that the test shows nothing", label)
		}
		if err := (Schoenmakers{}).VerifyShare(forged.v, h); !errors.Is(err, ErrShare) {
			t.Errorf("%s left out: got %v, want %v", label, err, ErrShare)
		}
	}
}

// A thief that may choose F after the challenge of PVSS-7 deals a multiple of another's secret without knowing it: with
// the other's F as announcement, F' = (z·Q - F)/c, and the deal -1/c times the other's, plus z/c in every entry.
func TestAnImageFittedToTheChallengeIsRefused(t *testing.T) {
	c := newCommittee(t, "fitted", 1, 2, 3)
	g1, g2, f := bls.GroupG1, bls.GroupG2, shamir.Scalars{}
	d := deal(t, Pairing{}, c, 1)
	part := Contribution{Dealer: 2, OnQ: d.Contributions[0].Image, Response: f.FromUint(77)}
	challenge := part.saidKnown(c.Session).without("image").Scalar("challenge")
	inverse := f.Inverse(challenge)
	factor, constant := minus(bls.Scalar{}, inverse), times(part.Response, inverse)
	image := func(p bls.G2) bls.G2 { return g2.Sum(g2.Mul(factor, p), g2.Mul(constant, g2.Generator())) }
	for k := range d.Images {
		d.Images[k] = image(d.Images[k])
		d.Encryptions[k] = g1.Sum(g1.Mul(factor, d.Encryptions[k]), g1.Mul(constant, secondBase))
	}
	d.Ephemeral1, d.Ephemeral2 = g1.Mul(factor, d.Ephemeral1), g2.Mul(factor, d.Ephemeral2)
	part.Image = image(d.Contributions[0].Image)
	part.sign(c.Session, signer(2), seed)
	d.Contributions = []Contribution{part}
	if !g2.Equal(g2.Mul(part.Response, g2.Generator()), g2.Sum(part.OnQ, g2.Mul(challenge, part.Image))) {
		t.Fatal("the proof fails with the image left out, so that the test shows nothing")
	}
	if _, err := (Pairing{}).Verify(c.Session, 2, d); !errors.Is(err, ErrProof) {
		t.Errorf("got %v, want %v", err, ErrProof)
	}
}

// A dealer that may choose one part of its deal after the weights of PVSS-8 makes them hold for a wrong deal: two
// images whose errors cancel, R against a wrong encryption, and, in league with all recipients, T against one.
func TestPairingDealsFittedToAnInputLeftOutAreRefused(t *testing.T) {
	c := newCommittee(t, "fitted", 1, 2, 3)
	g1, g2, f := bls.GroupG1, bls.GroupG2, shamir.Scalars{}
	lambda, err := c.sharing.Lagrange(first(2), shamir.Secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, label := range []string{"image", "R", "T"} {
		d := deal(t, Pairing{}, c, 1)
		if label != "image" {
			d.Encryptions[0] = g1.Sum(d.Encryptions[0], g1.Generator()) // wrong by 1·P
		}
		tr := d.said(c.Session).without(label)
		u, v, dual := tr.Weights("weights", 4), tr.Weights("vanishing", 3), c.dualCodeword(tr)
		switch label {
		case "image": // errors e_1 and e_2 with Σ (u_i + v_0·d_i + v_1·λ_i)·e_i = 0
			factor := func(k int) bls.Scalar { return plus(u[k], plus(times(v[0], dual[k]), times(v[1], lambda[k]))) }
			second := minus(bls.Scalar{}, times(factor(0), f.Inverse(factor(1))))
			d.Images[0] = g2.Sum(d.Images[0], g2.Generator())
			d.Images[1] = g2.Sum(d.Images[1], g2.Mul(second, g2.Generator()))
		case "R": // u_R·e = -u_1
			d.Ephemeral1 = g1.Sum(d.Ephemeral1, g1.Neg(g1.Mul(times(u[0], f.Inverse(u[3])), g1.Generator())))
		case "T": // (Σ u_i·x_i + u_R)·e = u_1
			total := u[3]
			for k, x := range c.keys {
				total = plus(total, times(u[k], x))
			}
			d.Ephemeral2 = g2.Sum(d.Ephemeral2, g2.Mul(times(u[0], f.Inverse(total)), g2.Generator()))
		}
		if !holdsUnder(c, d, d.said(c.Session).without(label)) || holdsUnder(c, d, d.said(c.Session).without("")) {
			t.Fatalf("%s: known weights refuse the attack, or any weights accept it: the test shows nothing", label)
		}
		if _, err := (Pairing{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
			t.Errorf("%s left out: got %v, want %v", label, err, ErrProof)
		}
	}
}

// holdsUnder is the batch of VerifySum under the weights of a transcript.
func holdsUnder(c committee, d PairingDeal, tr *transcript.T) bool {
	g1, g2 := bls.GroupG1, bls.GroupG2
	u := tr.Weights("weights", len(d.Images)+1)
	points, exponents := d.vanishing(c.Session, tr)
	for k := range d.Images {
		exponents[k] = plus(exponents[k], u[k])
	}
	left := g1.MultiExp(u, append(slices.Clone(d.Encryptions), d.Ephemeral1))
	keys := g1.MultiExp(u, append(slices.Clone(c.terms.Recipients), g1.Generator()))
	return bls.PairingCheck([]bls.G1{left, g1.Neg(secondBase), g1.Neg(keys)},
		[]bls.G2{g2.Generator(), g2.MultiExp(exponents, points), d.Ephemeral2})
}
