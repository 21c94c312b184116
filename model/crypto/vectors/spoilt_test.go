package vectors

import (
	"testing"

	"quesera/internal/vector/vectortest"
)

const (
	short   = "! bls: scalar: wrong length = 31 octets"
	noPoint = "! bls: G1 point: wrong length = 47 octets"
	none    = "threshold = 0 of "
	tooMuch = "malformed: threshold = "
)

// What is wrong with an input of sharing is what is said of it; what would take minutes is none.
func TestInputsOfSharingAreRead(t *testing.T) {
	var all []vectortest.Spoilt
	for _, id := range []string{"shamir/deal/4", "shamir/interpolate/1", "shamir/lagrange/1", "shamir/dual_codeword/1"} {
		all = append(all, sizesOf(id, "! shamir: "+none)...)
	}
	all = append(all, vectortest.Spoilt{ID: "shamir/deal/4", Change: "coefficients.2=cut", Want: short},
		vectortest.Spoilt{ID: "shamir/interpolate/1", Change: "given.2.value=cut", Want: short},
		vectortest.Spoilt{ID: "shamir/dual_codeword/1", Change: "coefficients.2=cut", Want: short},
		vectortest.Spoilt{ID: "shamir/deal/4", Change: "threshold=1024 shares=1024",
			Want: "! shamir: coefficients = 3, want the threshold 1024"})
	vectortest.Spoil(t, sharing(), all...)
	all = nil
	for _, id := range []string{"vss/feldman_deal/3", "vss/feldman_verify/1", "vss/image/1", "vss/add/1",
		"vss/pedersen_deal/1", "vss/pedersen_verify/1"} {
		all = append(all, sizesOf(id, "! vss: shamir: "+none)...)
	}
	for _, c := range [][3]string{
		{"vss/feldman_deal/3", "coefficients.2=cut", short}, {"vss/feldman_verify/1", "given.2.value=cut", short},
		{"vss/feldman_verify/1", "commitment=cut", "! vss: length of commitment = 143"},
		{"vss/image/1", "commitment=cut", "! vss: length of commitment = 143"},
		{"vss/add/1", "commitments.1=cut", "! vss: length of commitment = 143"},
		{"vss/pedersen_deal/1", "coefficients.2=cut", short}, {"vss/pedersen_deal/1", "blinds.2=cut", short},
		{"vss/pedersen_verify/1", "commitment=cut", "! vss: length of commitment = 143"},
		{"vss/pedersen_verify/1", "given.2.value=cut", short}, {"vss/pedersen_verify/1", "given.2.blind=cut", short},
	} {
		all = append(all, vectortest.Spoilt{ID: c[0], Change: c[1], Want: c[2]})
	}
	vectortest.Spoil(t, verifiable(), all...)
}

// sizesOf are inputs without a threshold, and of more work than is done for a vector: 2^20 is not too much, one more
// is.
func sizesOf(id, refused string) []vectortest.Spoilt {
	return []vectortest.Spoilt{{ID: id, Change: "threshold=0", Want: refused},
		{ID: id, Change: "threshold=17 shares=61681", Want: tooMuch + "17, shares = 61681: want a product of at most " +
			"1048576"}}
}

// So it is with inputs of publicly verifiable sharing, of either scheme. More than 256 are none.
func TestInputsOfPublicSharingAreRead(t *testing.T) {
	var all []vectortest.Spoilt
	for _, ids := range [][4]string{{"pvss/deal/1", "pvss/verify/2", "pvss/decrypt/1", "pvss/recover/1"},
		{"pvss/deal/13", "pvss/verify/27", "pvss/decrypt/6", "pvss/recover/10"}} {
		for k, id := range ids {
			for _, c := range [][2]string{
				{"threshold=0", "! pvss: shamir: " + none}, {"recipients.3=cut", noPoint}, {"dealers.1=cut", noPoint},
				{"recipients=items257", "malformed: 257 recipients, 2 dealers: want at most 256"},
				{"dealers=items257", "malformed: 4 recipients, 257 dealers: want at most 256"},
				{"recipients=items256", "! pvss: key of recipient 2 is that of recipient 1"},
				{"dealers=items256", "! pvss: key of dealer 2 is that of dealer 1"},
				{`scheme="none"`, `malformed: scheme = "none", want`},
			} {
				all = append(all, vectortest.Spoilt{ID: id, Change: c[0], Want: c[1]})
			}
			if k > 0 {
				all = append(all, vectortest.Spoilt{ID: id, Change: "deals.1.deal=cut", Want: "! pvss: deal: wrong length = "},
					vectortest.Spoilt{ID: id, Change: "deals.1.dealer=1", Want: "! pvss: dealer 1"})
			}
		}
		for _, c := range [][3]string{
			{ids[0], "secret=cut", short}, {ids[0], "coefficients.1=cut", short}, {ids[2], "secret=cut", short},
			{ids[0], "seed=cut", "malformed: seed: 31 octets, want 32"},
			{ids[2], "seed=cut", "malformed: seed: 31 octets, want 32"},
			{ids[3], "decrypted.1=cut", "! pvss: share: wrong length"},
		} {
			all = append(all, vectortest.Spoilt{ID: c[0], Change: c[1], Want: c[2]})
		}
	}
	vectortest.Spoil(t, public(), all...)
}

// And with inputs of signatures.
func TestInputsOfSignaturesAreRead(t *testing.T) {
	var all []vectortest.Spoilt
	for _, c := range [][3]string{
		{"key/1", `suite="none"`, `! suite "none": unknown`}, {"sign/1", `suite="none"`, `! suite "none": unknown`},
		{"verify/1", `suite="none"`, `! suite "none": unknown`},
		{"aggregate/1", `suite="none"`, `! suite "none": unknown`},
		{"aggregate_verify/1", `suite="none"`, `! suite "none": unknown`},
		{"fast_aggregate_verify/6", `suite="none"`, `! suite "none": unknown`},
		{"possession/2", `suite="none"`, `! suite "none": unknown`},
		{"sign/1", "secret=cut", short}, {"verify/1", "keys=[]", "malformed: want one key and one message"},
		{"verify/1", "keys=twice", "malformed: want one key and one message"},
		{"verify/1", "messages=[]", "malformed: want one key and one message"},
		{"verify/1", "messages=twice", "malformed: want one key and one message"},
		{"fast_aggregate_verify/6", "messages=[]", "malformed: want one message"},
		{"fast_aggregate_verify/6", "messages=twice", "malformed: want one message"},
		{"possession/2", "keys=[]", "malformed: want one key"}, {"possession/2", "keys=twice", "malformed: want one key"},
		{"point/1", `group="G3"`, `malformed: group: want "G1" or "G2"`},
	} {
		all = append(all, vectortest.Spoilt{ID: "bls/" + c[0], Change: c[1], Want: c[2]})
	}
	vectortest.Spoil(t, signatures(), all...)
}

// And with those of threshold signatures, of either variant.
func TestInputsOfThresholdSignaturesAreRead(t *testing.T) {
	var all []vectortest.Spoilt
	for _, ids := range [][4]string{{"threshold/key_share/1", "threshold/verify/1", "threshold/combine/1",
		"threshold/sign/1"}, {"threshold/key_share/9", "threshold/verify/17", "threshold/combine/17", "threshold/sign/4"}} {
		for k, id := range ids {
			all = append(all, vectortest.Spoilt{ID: id, Change: `suite="none"`, Want: `! suite "none": unknown`})
			if k < 3 {
				all = append(all, sizesOf(id, "! vss: shamir: "+none)...)
				all = append(all, vectortest.Spoilt{ID: id, Change: "commitment=cut", Want: "! vss: length of commitment = "})
			}
			if k == 1 || k == 2 {
				all = append(all, vectortest.Spoilt{ID: id, Change: "partials.2=cut", Want: "! tbls: length of partial"})
			}
		}
		all = append(all, vectortest.Spoilt{ID: ids[3], Change: "share.value=cut", Want: short})
	}
	vectortest.Spoil(t, threshold(), all...)
}
