// Package dkg proves what distributed key generation claims: of each run that it is one of spec/dkg, of all runs
// together what their distributions are, which no single run shows, and that the keys sign.
//
// Over GF(5) the machines of model/dkg run on every coin that matters, in the group whose elements are their own
// logarithms: the adversary reads everything off public values that is there to be read. "Uniform" and "with
// probability 16/25" are exact counts. Over BLS12-381 claims are tested on drawn inputs (rapid). What a single run
// has to achieve is judged in model/dkg/result. The text of each claim is the comment of its test.
//
//	DKG-R5   fewer than t learn nothing: counted, since no single run shows it (DKG-P7, P18)
//	DKG-P7   t-1 shares and Pedersen's commitments leave a deal's secret uniform       secrecy_test.go
//	DKG-P8   in joint-Feldman one corrupt node shifts the key's distribution           bias_test.go
//	DKG-P9   in Gennaro's protocol it does not, whatever it does                       bias_test.go
//	DKG-P10  any t sign, and all sign alike, before and after a resharing              curve_test.go
//	DKG-P11  resharing is linear, and keeps the key whichever dealers take part        linear_test.go
//	DKG-P17  every run is one of spec/dkg (Refinement)                                 refine_test.go
//	DKG-P18  an old share and a new share leave the secret uniform                     linear_test.go
//	DKG-P24  every passage of a key is one of spec/dkg/reshare (Passage)               reshare_test.go
package dkg
