-- Reads random posts as signed-in users: BENCH_PEOPLE names a file with "id token" a line, BENCH_POSTS one with an id a line.
local tails, posts = {}, {}

for line in io.lines(os.getenv("BENCH_PEOPLE")) do
    local token = line:match("^%d+ (.+)$")
    if token then
        tails[#tails + 1] = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " .. token .. "\r\n\r\n"
    end
end
for line in io.lines(os.getenv("BENCH_POSTS")) do
    posts[#posts + 1] = line
end
math.randomseed(os.time())

request = function()
    return "GET /api/v1/posts/" .. posts[math.random(#posts)] .. tails[math.random(#tails)]
end
