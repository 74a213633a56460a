from factories import ApplicationFactory
import time
def test_x(app):
    t=time.time()
    a=ApplicationFactory(certified=True)
    print(time.time()-t)
    from registry.certification.queries import of_application
    from registry.certification import store
    from registry.extensions import db
    c=of_application(a.id); db.session.refresh(c)
    print(c.number, c.pdf_sha256, c.payload.decode()[:200])
    from registry.certification.verification import verify_file
    pdf=store.read(c.pdf_sha256); open('/tmp/t/paper.pdf','wb').write(pdf)
    t=time.time(); v=verify_file(pdf); print(v.verdict, v.reason, time.time()-t)
    bad=bytearray(pdf); bad[len(bad)//3]^=1
    print(verify_file(bytes(bad)).verdict, verify_file(b'%PDF-1.7 x').verdict)
