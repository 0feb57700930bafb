// Calls as bytes, and the codes that they are answered with.

package main

import (
	"encoding/hex"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

const fourMiB = 4 * 1024 * 1024

// asItIs lets bytes pass in both directions.
type asItIs struct{}

func (asItIs) Name() string { return "proto" }

func (asItIs) Marshal(message any) ([]byte, error) { return *message.(*[]byte), nil }

func (asItIs) Unmarshal(data []byte, message any) error {
	*message.(*[]byte) = append([]byte(nil), data...)
	return nil
}

// raw answers the bytes of the one answer in hex.
func raw(conn *grpc.ClientConn, path string, request []byte) (string, error) {
	var answer []byte
	err := conn.Invoke(soon(), path, &request, &answer, grpc.ForceCodec(asItIs{}))
	return hex.EncodeToString(answer), err
}

// rawOf is raw with a message that must be answered.
func rawOf(conn *grpc.ClientConn, path string, request proto.Message) string {
	return must(raw(conn, path, must(proto.Marshal(request))))
}

// codeOf names the code as the contract does.
func codeOf(err error) string {
	names := map[codes.Code]string{
		codes.OK:                 "OK",
		codes.AlreadyExists:      "ALREADY_EXISTS",
		codes.FailedPrecondition: "FAILED_PRECONDITION",
		codes.InvalidArgument:    "INVALID_ARGUMENT",
		codes.NotFound:           "NOT_FOUND",
		codes.Canceled:           "CANCELLED",
		codes.Internal:           "INTERNAL",
		codes.ResourceExhausted:  "RESOURCE_EXHAUSTED",
		codes.Unavailable:        "UNAVAILABLE",
		codes.Unimplemented:      "UNIMPLEMENTED",
	}
	code := status.Code(err)
	if name, known := names[code]; known {
		return name
	}
	return fmt.Sprint(code)
}

// rawCode is the code that these bytes are answered with.
func rawCode(conn *grpc.ClientConn, path string, request []byte) string {
	_, err := raw(conn, path, request)
	return codeOf(err)
}

// wrongCalls tells what every door refuses alike, tried on a method with one message each way.
func wrongCalls(conn *grpc.ClientConn, path string) {
	tell("an unknown method", rawCode(conn, path+"s", nil))
	tell("garbage", rawCode(conn, path, []byte{255, 254, 253, 252}))
	tell("more than 4 MiB", rawCode(conn, path, make([]byte, fourMiB+1)))
	stream := must(conn.NewStream(soon(), &grpc.StreamDesc{ClientStreams: true}, path, grpc.ForceCodec(asItIs{})))
	must(0, stream.CloseSend())
	var answer []byte
	tell("no message", codeOf(stream.RecvMsg(&answer)))
}

// brokenText is a message whose first field is no UTF-8.
var brokenText = []byte{0x0a, 0x02, 0xc3, 0x28}
