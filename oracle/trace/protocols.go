package trace

import (
	"quesera/internal/traceformat"
	"quesera/model/qsc3"
	"quesera/model/tlc"
)

// protocols are those whose rules are known here. What else tells them apart is in their header (traceformat.Protocol).
var protocols = []traceformat.Protocol{qsc3.TraceFormat(), tlc.TraceFormat()}
