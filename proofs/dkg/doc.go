// Package dkg proves what distributed key generation claims about distributions, which no single run
// shows, and that its keys sign.
//
// Over GF(5) the machines of model/dkg run on every coin that matters, in the group whose elements are
// their own logarithms: the adversary reads everything off public values that is there to be read.
// "Uniform" and "with probability 16/25" are exact counts. Over BLS12-381 claims are tested on drawn
// inputs (rapid). The text of each claim is the comment of its test.
//
//	DKG-P7   t-1 shares and Pedersen's commitments leave a deal's secret uniform       secrecy_test.go
//	DKG-P8   in joint-Feldman one corrupt node shifts the key's distribution           bias_test.go
//	DKG-P9   in Gennaro's protocol it does not, whatever it does                       bias_test.go
//	DKG-P10  any t sign, and all sign alike, before and after a resharing              curve_test.go
//	DKG-P11  resharing is linear, and keeps the key whichever dealers take part        linear_test.go
//	DKG-P18  an old share and a new share leave the secret uniform                     linear_test.go
package dkg
