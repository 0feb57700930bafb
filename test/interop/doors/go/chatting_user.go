// A user of the four-service chat, as its console was one.

package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"log"
	"time"

	"example.com/doors/gen/compat/chatting"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

const commandPath = "/Lobby/TryCommand"

type user struct {
	index     int32
	conn      *grpc.ClientConn
	lobby     chatting.LobbyClient
	heartbeat chatting.HeartbeatClient
	chats     *heard
	statuses  *heard
}

// login takes the next index, and goes where it is told to.
func login(conn *grpc.ClientConn) *user {
	reply := must(chatting.NewAgentClient(conn).TryLogin(soon(), &chatting.LoginRequest{Ip: "::1"}))
	lobby := must(dial(reply.LobbyIp))
	heartbeat := chatting.NewHeartbeatClient(must(dial(reply.HeartbeatIp)))
	return &user{index: reply.Index, conn: lobby, lobby: chatting.NewLobbyClient(lobby), heartbeat: heartbeat}
}

func (u *user) me() *chatting.UserRequest { return &chatting.UserRequest{Index: u.index} }

func (u *user) beat() *heard {
	return beatOf(u.heartbeat, u.index)
}

func beatOf(heartbeat chatting.HeartbeatClient, index int32) *heard {
	return hear(func(ctx context.Context) (grpc.ServerStreamingClient[chatting.HeartbeatReply], error) {
		return heartbeat.TryHeartbeat(ctx, &chatting.HeartbeatRequest{Index: index})
	}, func(reply *chatting.HeartbeatReply) string { return fmt.Sprint(reply.Time) })
}

// enter listens in the lobby, and is sure to be known there.
func (u *user) enter() *user {
	u.listenStatuses()
	u.listenChats()
	u.untilKnown()
	return u
}

func (u *user) listenStatuses() {
	u.statuses = hear(func(ctx context.Context) (grpc.ServerStreamingClient[chatting.StatusReply], error) {
		return u.lobby.TryStatusRequest(ctx, u.me())
	}, func(reply *chatting.StatusReply) string { return fmt.Sprint(reply.Status, " ", reply.Index) })
}

func (u *user) listenChats() {
	u.chats = hear(func(ctx context.Context) (grpc.ServerStreamingClient[chatting.Chat], error) {
		return u.lobby.TryChatReceive(ctx, &chatting.Chat{Index: u.index})
	}, shownChat)
}

func (u *user) untilKnown() {
	for range 500 {
		if u.command(chatting.CommandRequest_LIST_CHANNELS, 0).GetStatus() != chatting.CommandReply_FAILURE {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	log.Fatalf("user %d never was in the lobby", u.index)
}

func (u *user) say(text string) {
	must(u.lobby.TryChatSend(soon(), &chatting.Chat{Index: u.index, Text: &text}))
}

func (u *user) command(command chatting.CommandRequest_Status, channel int32) *chatting.CommandReply {
	reply := &chatting.CommandReply{}
	must(0, proto.Unmarshal(must(hex.DecodeString(u.commandBytes(command, channel))), reply))
	return reply
}

// commandBytes is the answer as it is on the wire; channel 0 is not named.
func (u *user) commandBytes(command chatting.CommandRequest_Status, channel int32) string {
	request := &chatting.CommandRequest{Status: command, Index: u.index}
	if channel != 0 {
		request.Channel = &channel
	}
	return rawOf(u.conn, commandPath, request)
}

func shownChat(line *chatting.Chat) string {
	return fmt.Sprintf("%d: %s", line.Index, line.GetText())
}
