package vss

import (
	"strings"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// A share of zero is right for an image that is none: it must not pass where there is no image, be it that its index or
// the commitment is wrong.
func TestAShareOfZeroIsRefusedWhereThereIsNoImage(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 3), pedersen(t, bls.GroupG1, 2, 3)
	c, _, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]struct {
		c     Commitment[bls.G1]
		index shamir.ShareIndex
	}{
		"index 0":                    {c, 0},
		"an index beyond the last":   {c, 4},
		"a commitment of one point":  {c[:1], 1},
		"no commitment":              {nil, 1},
		"a commitment of three":      {append(c[:2:2], c[0]), 1},
		"a leading coefficient of 0": {Commitment[bls.G1]{c[0], bls.GroupG1.Identity()}, 1},
	} {
		if f.Verify(try.c, Share{Index: try.index}) == nil {
			t.Errorf("%s: Feldman's scheme takes a share of zero", name)
		}
		if p.Verify(try.c, PedersenShare{Index: try.index}) == nil {
			t.Errorf("%s: Pedersen's scheme takes a share of zero", name)
		}
		image, err := f.Image(try.c, try.index)
		if err == nil || !bls.GroupG1.IsIdentity(image) {
			t.Errorf("%s: an image", name)
		}
	}
}

// Schemes that cannot be, and polynomials of another degree, are refused, and nothing is dealt.
func TestWhatCannotBeSharedIsRefused(t *testing.T) {
	for _, c := range []struct{ t, n shamir.Size }{{0, 3}, {4, 3}, {0, 0}} {
		if _, err := NewFeldman(bls.GroupG1, c.t, c.n); err == nil || !strings.HasPrefix(err.Error(), "vss: ") {
			t.Errorf("Feldman, %d of %d: %v", c.t, c.n, err)
		}
		if _, err := NewPedersen(bls.GroupG1, c.t, c.n); err == nil || !strings.HasPrefix(err.Error(), "vss: ") {
			t.Errorf("Pedersen, %d of %d: %v", c.t, c.n, err)
		}
	}
	f, p := feldman(t, bls.GroupG1, 2, 3), pedersen(t, bls.GroupG1, 2, 3)
	good := secret("a", 2)
	for _, size := range []shamir.Size{1, 3} {
		bad := secret("b", size)
		if c, shares, err := f.Deal(bad); err == nil || c != nil || shares != nil {
			t.Errorf("Feldman, %d coefficients: %v", size, err)
		}
		if c, shares, err := p.Deal(bad, good); err == nil || c != nil || shares != nil {
			t.Errorf("Pedersen, %d coefficients: %v", size, err)
		}
		if c, shares, err := p.Deal(good, bad); err == nil || c != nil || shares != nil {
			t.Errorf("Pedersen, %d blinding coefficients: %v", size, err)
		}
	}
	if _, err := f.Add(); err == nil || !strings.Contains(err.Error(), "at least 1") {
		t.Errorf("a sum of nothing: %v", err)
	}
	c, _, err := f.Deal(good)
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := f.Add(c); err != nil || !bls.GroupG1.Equal(sum[0], c[0]) || !bls.GroupG1.Equal(sum[1], c[1]) {
		t.Errorf("a sum of one: %v", err)
	}
}

// A scheme tells its group and its sharing.
func TestASchemeTellsWhatItIs(t *testing.T) {
	f := feldman(t, bls.GroupG2, 2, 3)
	if f.Group().Name() != bls.GroupG2.Name() || f.Sharing().Threshold() != 2 || f.Sharing().Shares() != 3 {
		t.Errorf("%d of %d over %s", f.Sharing().Threshold(), f.Sharing().Shares(), f.Group().Name())
	}
}
