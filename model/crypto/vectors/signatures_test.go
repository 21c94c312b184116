package vectors

import (
	"errors"
	"strings"
	"testing"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
)

// Every suite has a signature that verifies, and of each that has signatures in G1 there is one with a point of order 3
// added to it: the equation of pairings holds all the same, so that only who looks at the subgroup refuses it.
func TestOutsideTheGroupOfSignaturesIsACase(t *testing.T) {
	with, good := map[string]int{}, map[string]int{}
	for _, c := range verifyCases() {
		got, err := verify(c.Input)
		switch {
		case c.Topic == "a signature":
			if good[c.Input.Suite]++; err != nil || !got.Valid {
				t.Errorf("%s: a signature is not valid: %v", c.Input.Suite, err)
			}
		case got.Valid:
			t.Errorf("%s: %s is valid", c.Input.Suite, c.Topic)
		}
		if c.Topic != "a signature and a point of order 3" {
			continue
		}
		with[c.Input.Suite]++
		var malformed *vector.Malformed
		if errors.As(err, &malformed) {
			t.Errorf("%s: it is refused as malformed: %v", c.Input.Suite, err)
		}
		if _, err := bls.GroupG1.Decode(c.Input.Signature); err == nil {
			t.Errorf("%s: it is in the group", c.Input.Suite)
		}
	}
	three := ofOrderThree()
	thrice := bls.GroupG1.Sum(three, bls.GroupG1.Sum(three, three))
	if !three.IsOnCurve() || three.IsInSubGroup() || three.IsInfinity() ||
		!bls.GroupG1.Equal(thrice, bls.GroupG1.Identity()) {
		t.Errorf("%v is not of order 3", three)
	}
	for _, s := range suites {
		want := 0
		if strings.Contains(s, "G1_XMD") {
			want = 1
		}
		if with[s] != want || good[s] != 1 {
			t.Errorf("%s: %d signatures and %d with a point of order 3, want 1 and %d", s, good[s], with[s], want)
		}
	}
}
