package pvss

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// committee is a session with the secret keys of its recipients.
type committee struct {
	*Session
	keys []bls.Scalar
}

func newCommittee(t testing.TB, group string, round uint64, threshold, n shamir.Size) committee {
	t.Helper()
	c := committee{keys: shamir.FromSeed([]byte("recipients"), group, n)}
	terms := Terms{Group: group, Round: round, Threshold: threshold}
	for _, x := range c.keys {
		terms.Recipients = append(terms.Recipients, PublicKey(x))
	}
	for dealer := range Dealer(9) {
		terms.Dealers = append(terms.Dealers, PublicKey(signer(dealer+1)))
	}
	var err error
	if c.Session, err = NewSession(terms); err != nil {
		t.Fatal(err)
	}
	return c
}

// other is the committee with one of its terms changed.
func (c committee) other(t testing.TB, change func(*Terms)) committee {
	t.Helper()
	terms := c.terms
	terms.Recipients, terms.Dealers = slices.Clone(terms.Recipients), slices.Clone(terms.Dealers)
	change(&terms)
	s, err := NewSession(terms)
	if err != nil {
		t.Fatal(err)
	}
	return committee{Session: s, keys: c.keys}
}

var seed = [32]byte{1, 2, 3}

// signer is the secret key of a dealer.
func signer(dealer Dealer) bls.Scalar {
	return shamir.FromSeed([]byte("dealers"), fmt.Sprint("dealer ", dealer), 1)[0]
}

// secretOf is a dealer's polynomial.
func secretOf(dealer Dealer, t shamir.Size) shamir.Polynomial[bls.Scalar] {
	return shamir.FromSeed([]byte("pvss test"), fmt.Sprint("dealer ", dealer), t)
}

// deal is a dealer's deal, not verified.
func deal[D, V, S any](t testing.TB, scheme Scheme[D, V, S], c committee, dealer Dealer) D {
	t.Helper()
	d, err := scheme.Deal(c.Session, dealer, signer(dealer), secretOf(dealer, c.Threshold()), seed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sharing is a dealer's deal, verified.
func sharing[D, V, S any](t testing.TB, scheme Scheme[D, V, S], c committee, dealer Dealer) V {
	t.Helper()
	v, err := scheme.Verify(c.Session, dealer, deal(t, scheme, c, dealer))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// decryptAll is the shares of all recipients.
func decryptAll[D, V, S any](t testing.TB, scheme Scheme[D, V, S], c committee, v V) []S {
	t.Helper()
	var shares []S
	for k, x := range c.keys {
		share, err := scheme.Decrypt(v, shamir.ShareIndex(k+1), x, seed)
		if err != nil {
			t.Fatal(err)
		}
		shares = append(shares, share)
	}
	return shares
}

// base is the point that a scheme's secrets are multiples of.
func base(scheme interface{ Name() string }) bls.G1 {
	if scheme.Name() == (Pairing{}).Name() {
		return secondBase
	}
	return bls.GroupG1.Generator()
}

// PVSS-P1, PVSS-P2: for thresholds from one to all, honest deals and shares verify, before
// and after their encoding, and every quorum recovers the dealer's secret.
func TestEveryQuorumRecoversTheSecret(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { everyQuorum(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { everyQuorum(t, Pairing{}) })
}

func everyQuorum[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	for _, size := range []struct{ t, n shamir.Size }{{1, 1}, {1, 3}, {2, 3}, {3, 3}, {2, 4}} {
		c := newCommittee(t, "quorums", 1, size.t, size.n)
		d, err := scheme.DecodeDeal(c.Session, scheme.EncodeDeal(deal(t, scheme, c, 7)))
		if err != nil {
			t.Fatal(err)
		}
		v, err := scheme.Verify(c.Session, 7, d)
		if err != nil {
			t.Fatal(err)
		}
		shares := decryptAll(t, scheme, c, v)
		want := bls.GroupG1.Mul(secretOf(7, size.t)[0], base(scheme))
		for set := range 1 << size.n {
			var quorum []S
			for k := range shares {
				if set>>k&1 == 1 {
					share, err := scheme.DecodeShare(c.Session, scheme.EncodeShare(shares[k]))
					if err != nil {
						t.Fatal(err)
					}
					quorum = append(quorum, share)
				}
			}
			secret, err := scheme.Recover(v, quorum)
			if enough := len(quorum) >= int(size.t); enough && (err != nil || !bls.GroupG1.Equal(secret, want)) {
				t.Errorf("%v, set %b: %v, %v, want %v", size, set, secret, err, want)
			} else if !enough && !errors.Is(err, ErrShortage) {
				t.Errorf("%v, set %b: %v, want a shortage", size, set, err)
			}
		}
	}
}

// PVSS-P5: the deals of one session add up, in any order, to the sum of the secrets.
func TestDealsOfOneSessionAddUp(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { addUp(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { addUp(t, Pairing{}) })
}

func addUp[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "sums", 1, 2, 4)
	v5, v1, v3 := sharing(t, scheme, c, 5), sharing(t, scheme, c, 1), sharing(t, scheme, c, 3)
	some, err := scheme.Add(v5, v1)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := scheme.Add(v3, some)
	if err != nil {
		t.Fatal(err)
	}
	scalar := plus(plus(secretOf(1, 2)[0], secretOf(3, 2)[0]), secretOf(5, 2)[0])
	want := bls.GroupG1.Mul(scalar, base(scheme))
	secret, err := scheme.Recover(sum, decryptAll(t, scheme, c, sum)[1:3])
	if err != nil || !bls.GroupG1.Equal(secret, want) {
		t.Errorf("secret of the sum = %v, %v, want %v", secret, err, want)
	}
	if got := any(sum).(interface{ Dealers() []Dealer }).Dealers(); !slices.Equal(got, []Dealer{1, 3, 5}) {
		t.Errorf("dealers = %v, want 1, 3, 5", got)
	}
}

// PVSS-P5: whatever term differs, the deals do not add up; nor do two by one dealer, nor none.
func TestDealsOfDifferentSessionsDoNotAddUp(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { differentSessions(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { differentSessions(t, Pairing{}) })
}

// changes is every way in which a session may differ from another.
func changes() map[string]func(*Terms) {
	return map[string]func(*Terms){
		"group":              func(terms *Terms) { terms.Group = "other" },
		"round":              func(terms *Terms) { terms.Round++ },
		"threshold raised":   func(terms *Terms) { terms.Threshold++ },
		"threshold lowered":  func(terms *Terms) { terms.Threshold-- },
		"recipients swapped": func(terms *Terms) { slices.Reverse(terms.Recipients) },
		"recipient replaced": func(terms *Terms) { terms.Recipients[2] = bls.GroupG1.Generator() },
		"recipient left out": func(terms *Terms) { terms.Recipients = terms.Recipients[:3] },
		"dealers swapped":    func(terms *Terms) { terms.Dealers[7], terms.Dealers[8] = terms.Dealers[8], terms.Dealers[7] },
		"dealer left out":    func(terms *Terms) { terms.Dealers = terms.Dealers[:8] },
		"recipient added": func(terms *Terms) {
			terms.Recipients = append(terms.Recipients, bls.GroupG1.Generator())
		},
	}
}

func differentSessions[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "sums", 1, 2, 4)
	v := sharing(t, scheme, c, 1)
	for name, change := range changes() {
		if _, err := scheme.Add(v, sharing(t, scheme, c.other(t, change), 2)); !errors.Is(err, ErrSession) {
			t.Errorf("%s: got %v, want %v", name, err, ErrSession)
		}
	}
	if _, err := scheme.Add(v, sharing(t, scheme, c, 2), sharing(t, scheme, c, 1)); !errors.Is(err, ErrDealer) {
		t.Errorf("dealer twice: got %v, want %v", err, ErrDealer)
	}
	if _, err := scheme.Add(); err == nil {
		t.Error("empty sum: accepted")
	}
	var unverified V // of no session
	for name, list := range map[string][]V{"first": {unverified, v}, "second": {v, unverified}, "alone": {unverified}} {
		if _, err := scheme.Add(list...); !errors.Is(err, ErrSession) {
			t.Errorf("what no session verified, %s: got %v, want %v", name, err, ErrSession)
		}
	}
	if alone, err := scheme.Add(v); err != nil {
		t.Errorf("a sum of one: %v", err)
	} else if secret, err := scheme.Recover(alone, decryptAll(t, scheme, c, alone)); err != nil ||
		!bls.GroupG1.Equal(secret, bls.GroupG1.Mul(secretOf(1, 2)[0], base(scheme))) {
		t.Errorf("a sum of one recovers %v, %v, want the dealer's secret", secret, err)
	}
	same := c.other(t, func(*Terms) {})
	if _, err := scheme.Add(v, sharing(t, scheme, same, 2)); err != nil {
		t.Errorf("a session with the same terms: %v", err)
	}
}

// PVSS-P4: a deal verifies in its own session and for its own dealer only.
func TestADealIsGoodForItsSessionAndDealerOnly(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { ownSession(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { ownSession(t, Pairing{}) })
}

func ownSession[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "replay", 1, 2, 4)
	d := deal(t, scheme, c, 1)
	if _, err := scheme.Verify(c.Session, 2, d); err == nil {
		t.Error("for another dealer: accepted")
	}
	for name, change := range changes() {
		if _, err := scheme.Verify(c.other(t, change).Session, 1, d); err == nil {
			t.Errorf("in another session, %s: accepted", name)
		}
	}
	if _, err := scheme.Verify(c.Session, 1, d); err != nil {
		t.Error(err)
	}
}

// PVSS-P3, PVSS-P4: a share verifies for its own recipient and sharing only, and a wrong one
// is named. Duplicates count once.
func TestAShareIsGoodForItsRecipientAndSharingOnly(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) {
		ownRecipient(t, Schoenmakers{}, func(h SchoenmakersShare, i shamir.ShareIndex) SchoenmakersShare {
			h.Index = i
			return h
		}, func(h SchoenmakersShare) SchoenmakersShare {
			h.Value = bls.GroupG1.Sum(h.Value, secondBase)
			return h
		})
	})
	t.Run("Pairing", func(t *testing.T) {
		ownRecipient(t, Pairing{}, func(h PairingShare, i shamir.ShareIndex) PairingShare {
			h.Index = i
			return h
		}, func(h PairingShare) PairingShare {
			h.Value = bls.GroupG1.Sum(h.Value, secondBase)
			return h
		})
	})
}

func ownRecipient[D, V, S any](t *testing.T, scheme Scheme[D, V, S], relabel func(S, shamir.ShareIndex) S,
	shift func(S) S) {
	c := newCommittee(t, "shares", 1, 3, 4)
	v := sharing(t, scheme, c, 1)
	shares := decryptAll(t, scheme, c, v)
	for _, i := range []shamir.ShareIndex{0, 2, 3, 4, 5, 65535} {
		if err := scheme.VerifyShare(v, relabel(shares[0], i)); err == nil {
			t.Errorf("share 1 as %d: accepted", i)
		}
	}
	other := sharing(t, scheme, c, 2)
	sum, err := scheme.Add(v, other)
	if err != nil {
		t.Fatal(err)
	}
	for name, where := range map[string]V{"another dealer's": other, "a sum": sum,
		"another round's": sharing(t, scheme, c.other(t, func(terms *Terms) { terms.Round++ }), 3)} {
		if err := scheme.VerifyShare(where, shares[0]); err == nil {
			t.Errorf("share in %s sharing: accepted", name)
		}
	}
	_, err = scheme.Recover(v, []S{shares[0], shares[0], shares[0], shares[1]})
	var shortage *Shortage
	if !errors.As(err, &shortage) || shortage.Valid != 2 || len(shortage.Faults) != 0 {
		t.Errorf("two indices, four shares: %v, want a shortage of 2 without faults", err)
	}
	bad := []S{shift(shares[0]), relabel(shares[1], 3), shares[2], shares[3]}
	_, err = scheme.Recover(v, bad)
	if !errors.As(err, &shortage) || len(shortage.Faults) != 2 || shortage.Faults[0].Index != 1 ||
		shortage.Faults[1].Position != 1 {
		t.Errorf("two wrong: %v, want a shortage that names the first two", err)
	}
	if want := "pvss: valid shares = 2, want the threshold 3; number 1: "; !strings.HasPrefix(err.Error(), want) ||
		!strings.Contains(err.Error(), "; number 2: ") {
		t.Errorf("two wrong: %v, want %s… and number 2", err, want)
	}
	if _, err := scheme.Recover(v, append(bad, shares[0])); err != nil {
		t.Errorf("two wrong, three right: %v", err)
	}
	if _, err := scheme.Recover(v, nil); !errors.Is(err, ErrShortage) {
		t.Errorf("no shares: got %v, want %v", err, ErrShortage)
	}
}

// Only the recipient decrypts: another key, another index or none is refused.
func TestOnlyTheRecipientDecrypts(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { onlyRecipient(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { onlyRecipient(t, Pairing{}) })
}

func onlyRecipient[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "keys", 1, 2, 3)
	v := sharing(t, scheme, c, 1)
	for _, bad := range []struct {
		i shamir.ShareIndex
		x bls.Scalar
	}{{1, c.keys[1]}, {0, c.keys[0]}, {4, c.keys[0]}, {1, bls.Scalar{}}} {
		if _, err := scheme.Decrypt(v, bad.i, bad.x, seed); err == nil {
			t.Errorf("index %d: accepted", bad.i)
		}
	}
}

// Dealers give t coefficients, the last not zero.
func TestBadPolynomialsAreRefused(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { badPolynomials(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { badPolynomials(t, Pairing{}) })
}

func badPolynomials[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "polynomials", 1, 2, 3)
	one := shamir.Scalars{}.FromUint(1)
	for name, a := range map[string]shamir.Polynomial[bls.Scalar]{
		"none": nil, "one short": {one}, "one over": {one, one, one}, "leading zero": {one, {}},
	} {
		if _, err := scheme.Deal(c.Session, 1, signer(1), a, seed); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Terms that no session can have.
func TestBadTermsAreRefused(t *testing.T) {
	c := newCommittee(t, "terms", 1, 2, 3)
	for name, change := range map[string]func(*Terms){
		"threshold 0":       func(terms *Terms) { terms.Threshold = 0 },
		"threshold above n": func(terms *Terms) { terms.Threshold = 4 },
		"no recipients":     func(terms *Terms) { terms.Recipients = nil },
		"identity key":      func(terms *Terms) { terms.Recipients[1] = bls.G1{} },
		"duplicate key":     func(terms *Terms) { terms.Recipients[2] = terms.Recipients[0] },
		"65536 recipients":  func(terms *Terms) { terms.Recipients = make([]bls.G1, 1<<16) },
		"no dealers":        func(terms *Terms) { terms.Dealers = nil },
		"identity dealer":   func(terms *Terms) { terms.Dealers[1] = bls.G1{} },
		"duplicate dealer":  func(terms *Terms) { terms.Dealers[2] = terms.Dealers[0] },
		"65536 dealers":     func(terms *Terms) { terms.Dealers = make([]bls.G1, 1<<16) },
	} {
		terms := c.terms
		terms.Recipients, terms.Dealers = slices.Clone(terms.Recipients), slices.Clone(terms.Dealers)
		change(&terms)
		if _, err := NewSession(terms); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Who is to blame for terms that are refused is named by its place, from 1, and so is a number that is too large; the
// largest is taken.
func TestKeysOfBadTermsAreNamed(t *testing.T) {
	c := newCommittee(t, "named", 1, 2, 3)
	for want, change := range map[string]func(*Terms){
		"key of recipient 3 is that of recipient 2": func(terms *Terms) { terms.Recipients[2] = terms.Recipients[1] },
		"key of dealer 1":    func(terms *Terms) { terms.Dealers[0] = bls.G1{} },
		"key of recipient 1": func(terms *Terms) { terms.Recipients = make([]bls.G1, 1<<16-1) },
		"recipients = 65536": func(terms *Terms) { terms.Recipients = make([]bls.G1, 1<<16) },
		"recipients = 65537": func(terms *Terms) { terms.Recipients = make([]bls.G1, 1<<16+1) },
		"dealers = 65536":    func(terms *Terms) { terms.Dealers = make([]bls.G1, 1<<16) },
	} {
		terms := c.terms
		terms.Recipients, terms.Dealers = slices.Clone(terms.Recipients), slices.Clone(terms.Dealers)
		change(&terms)
		if _, err := NewSession(terms); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// A verified sharing does not change with the deal that it came from.
func TestAVerifiedSharingOwnsItsPoints(t *testing.T) {
	c := newCommittee(t, "owner", 1, 2, 3)
	d := deal(t, Schoenmakers{}, c, 1)
	v, err := Schoenmakers{}.Verify(c.Session, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	p := deal(t, Pairing{}, c, 1)
	w, err := Pairing{}.Verify(c.Session, 1, p)
	if err != nil {
		t.Fatal(err)
	}
	d.Encryptions[0], d.Images[0], p.Encryptions[0], p.Images[0] = bls.G1{}, bls.G1{}, bls.G1{}, bls.G2{}
	for k := range c.keys {
		i := shamir.ShareIndex(k + 1)
		if h, err := (Schoenmakers{}).Decrypt(v, i, c.keys[k], seed); err != nil ||
			(Schoenmakers{}).VerifyShare(v, h) != nil || h.Value == (bls.G1{}) {
			t.Errorf("schoenmakers, share %d changed with the deal", i)
		}
		if h, err := (Pairing{}).Decrypt(w, i, c.keys[k], seed); err != nil || (Pairing{}).VerifyShare(w, h) != nil {
			t.Errorf("pairing, share %d changed with the deal", i)
		}
	}
}
