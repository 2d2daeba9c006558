/* With the examples that Amazon publishes for S3: "Authenticating Requests: Using the Authorization Header", and "... Query Parameters". */
#include "ports/blob/s3/sign.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"

#define EMPTY S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

static const struct s3_key example = {
    { "AKIAIOSFODNN7EXAMPLE", 20 }, { "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", 40 }, { "us-east-1", 9 }
};

static struct s3_request request(const char *method, const char *path, const char *query)
{
    struct s3_request r = { .method = method, .host = S("examplebucket.s3.amazonaws.com"), .path = str_of(path), .query = str_of(query),
                            .payload = EMPTY };

    expect(time_parse_rfc3339(S("2013-05-24T00:00:00Z"), &r.at));
    return r;
}

static void expect_signature(const struct s3_request *r, const char *names, const char *signature)
{
    struct s3_signature s;
    struct arena a;

    arena_init(&a, NULL, 0);
    s3_sign(&a, &example, r, &s);
    expect_str(s.date, S("20130524T000000Z"));
    expect_str(s.authorization, arena_format(&a, "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                                             "SignedHeaders=%s, Signature=%s", names, signature));
    arena_close(&a);
}

TEST(amazons_example_of_reading_a_part_of_an_object)
{
    struct s3_request r = request("GET", "/test.txt", "");

    r.fields = &(struct s3_field){ S("range"), S("bytes=0-9") };
    r.field_count = 1;
    expect_signature(&r, "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(amazons_example_of_writing_an_object)
{
    struct s3_request r = request("PUT", "/test%24file.text", "");

    r.payload = S("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    r.fields = (struct s3_field[]){ { S("date"), S("Fri, 24 May 2013 00:00:00 GMT") },
                                    { S("x-amz-storage-class"), S("REDUCED_REDUNDANCY") } };
    r.field_count = 2;
    expect_signature(&r, "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                     "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(amazons_examples_of_queries)
{
    struct s3_request one = request("GET", "/", "lifecycle="), two = request("GET", "/", "max-keys=2&prefix=J");

    expect_signature(&one, "host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    expect_signature(&two, "host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(amazons_example_of_a_presigned_url)
{
    struct s3_request r = request("GET", "/test.txt", "");
    struct arena a;

    arena_init(&a, NULL, 0);
    expect_str(s3_presign(&a, &example, &r, 86400),
               S("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                 "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                 "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
    arena_close(&a);
}

TEST(what_is_not_plain_is_encoded)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    struct buf b = BUF_ON(&a);
    s3_encode(&b, S("a/B-_.~ +é"), true);
    s3_encode(&b, S("/="), false);
    expect_str(buf_str(&b), S("a/B-_.~%20%2B%C3%A9%2F%3D"));
    arena_close(&a);
}
