// A user's seat in a channel of the four-service chat.

package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"example.com/doors/gen/compat/chatting"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// What the contract's bytes were taken from: the address and the number of the first channel of a fresh server.
const (
	home     = "localhost:50054"
	homePort = 50054
)

// atHome is the hex as it was if the channel of this number were the first of a server at home.
func atHome(told string, port int32) string {
	data := must(hex.DecodeString(told))
	data = bytes.ReplaceAll(data, fmt.Appendf(nil, "localhost:%d", port), []byte(home))
	number := func(port uint64) []byte { return protowire.AppendVarint(nil, port) }
	return hex.EncodeToString(bytes.ReplaceAll(data, number(uint64(port)), number(homePort)))
}

// seat is a place in a channel, whose number is the port at which it is asked.
type seat struct {
	me       *chatting.UserRequest
	channel  chatting.ChannelClient
	port     int32
	chats    *heard
	statuses *heard
}

func sit(u *user, address string) *seat {
	s := &seat{me: u.me(), channel: chatting.NewChannelClient(must(dial(address)))}
	must(fmt.Sscan(address[strings.LastIndex(address, ":")+1:], &s.port))
	s.listenChats()
	s.listenStatuses()
	return s
}

func (s *seat) listenChats() {
	s.chats = hear(func(ctx context.Context) (grpc.ServerStreamingClient[chatting.Chat], error) {
		return s.channel.TryChatReceive(ctx, &chatting.Chat{Index: s.me.Index})
	}, shownChat)
}

func (s *seat) listenStatuses() {
	s.statuses = hear(func(ctx context.Context) (grpc.ServerStreamingClient[chatting.StatusReply], error) {
		return s.channel.TryStatusRequest(ctx, s.me)
	}, func(reply *chatting.StatusReply) string {
		return atHome(hex.EncodeToString(must(proto.Marshal(reply))), s.port)
	})
}

func (s *seat) say(text string) {
	must(s.channel.TryChatSend(soon(), &chatting.Chat{Index: s.me.Index, Text: &text}))
}

// told is what a channel at home tells of somebody, in hex.
func told(status chatting.StatusReply_Status, index int32) string {
	channel := int32(homePort)
	reply := &chatting.StatusReply{Status: status, Index: index, Channel: &channel}
	return hex.EncodeToString(must(proto.Marshal(reply)))
}
