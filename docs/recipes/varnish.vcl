# In front of several proxies: one cache for all viewers. Answers for viewer tokens pass it by: they have an Authorization.
vcl 4.1;
import directors;

backend first { .host = "10.0.0.1"; .port = "8080"; }
backend second { .host = "10.0.0.2"; .port = "8080"; }

sub vcl_init {
    new proxies = directors.round_robin();
    proxies.add_backend(first);
    proxies.add_backend(second);
}

sub vcl_recv {
    set req.backend_hint = proxies.backend();
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # While one request renews an answer, the others get the last one; `Age` says how old that is.
    set beresp.grace = 5s;
    set beresp.keep = 5m;
}
