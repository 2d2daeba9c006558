-- Reads random profiles as signed-in users: the file that BENCH_PEOPLE names has "id token" a line.
local head, tails, users = "GET /api/v1/users/", {}, {}

for line in io.lines(os.getenv("BENCH_PEOPLE")) do
    local id, token = line:match("^(%d+) (.*)$")
    users[#users + 1] = id
    if token ~= "" then
        tails[#tails + 1] = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " .. token .. "\r\n\r\n"
    end
end
math.randomseed(os.time())

request = function()
    return head .. users[math.random(#users)] .. tails[math.random(#tails)]
end
