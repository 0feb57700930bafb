// The arithmetic and the four shapes of a call.

package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"example.com/doors/gen/compat/agg_funcs"
	"google.golang.org/grpc"
)

const (
	// Older clients gave both of their calls a second together.
	olderTimeout = time.Second
	sumPath      = "/proto.gRPCRouteFuncs/sum"
)

type talkStream = grpc.BidiStreamingClient[agg_funcs.HelloRequest, agg_funcs.HelloResponse]

func seeAggFuncs(conn *grpc.ClientConn) {
	seeArithmetic(conn)
	seeGreetings(agg_funcs.NewHelloServiceClient(conn))
	wrongCalls(conn, sumPath)
	tell("invalid UTF-8", rawCode(conn, "/HelloService/SayHello", brokenText))
	tell("afterwards", rawCode(conn, sumPath, nil))
}

func seeArithmetic(conn *grpc.ClientConn) {
	most, least := int32(math.MaxInt32), int32(math.MinInt32)
	firsts := []int32{0, most, least, 65536, 46341, -5, most, 5, 4}
	seconds := []int32{0, 1, -1, 65536, 46341, 3, most, 3, 5}
	for i := range firsts {
		seePair(conn, &agg_funcs.InputArgsOfBinaryFunc{Value1: firsts[i], Value2: seconds[i]})
	}
	tell("sum of 2^32 and 11, cut to 32 bits", must(raw(conn, sumPath, must(hex.DecodeString("088080808010100b")))))
	tell("sum of 5 and 3 beside an unknown field", must(raw(conn, sumPath, must(hex.DecodeString("080510031a0161")))))
	tell("a name in upper case", rawCode(conn, "/proto.gRPCRouteFuncs/Sum", nil))
}

func seePair(conn *grpc.ClientConn, args *agg_funcs.InputArgsOfBinaryFunc) {
	functions := agg_funcs.NewGRPCRouteFuncsClient(conn)
	ctx, cancel := context.WithTimeout(context.Background(), olderTimeout)
	defer cancel()
	sum := must(functions.Sum(ctx, args)).Value
	product := must(functions.Multiply(ctx, args)).Value
	of := fmt.Sprintf("of %d and %d", args.Value1, args.Value2)
	tell("sum "+of, []any{sum, rawOf(conn, sumPath, args)})
	tell("multiply "+of, []any{product, rawOf(conn, "/proto.gRPCRouteFuncs/multiply", args)})
}

func seeGreetings(greeter agg_funcs.HelloServiceClient) {
	tell("one greeted", must(greeter.SayHello(soon(), greeting("ann"))).Reply)
	replies := []string{}
	for stream := must(greeter.LotsOfReplies(soon(), greeting("ann"))); ; {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		replies = append(replies, must(answer, err).Reply)
	}
	tell("one greeted often", replies)
	all := must(greeter.LotsOfGreetings(soon()))
	for _, name := range []string{"ann", "bob"} {
		must(0, all.Send(greeting(name)))
	}
	tell("many greeted at once", must(all.CloseAndRecv()).Reply)
	seeTalk(greeter)
}

func seeTalk(greeter agg_funcs.HelloServiceClient) {
	var talk talkStream
	listener := hear(func(ctx context.Context) (_ talkStream, err error) {
		talk, err = greeter.BidiHello(ctx)
		return talk, err
	}, func(answer *agg_funcs.HelloResponse) string { return answer.Reply })
	answers := [][]string{}
	for i, name := range []string{"ann", "bob", "가람"} {
		must(0, talk.Send(greeting(name)))
		answers = append(answers, last(listener.first(i+1)))
	}
	tell("each greeted before the next one comes", answers)
	must(0, talk.CloseSend())
	tell("a talk ends with", listener.ended(patience))
}

func greeting(name string) *agg_funcs.HelloRequest {
	return &agg_funcs.HelloRequest{Greeting: name}
}
